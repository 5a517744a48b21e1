# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For bash: put this into a folder of completions under the name hangproof, such
# as ~/.local/share/bash-completion/completions, or source it. What there is to
# complete is asked of the program, so that it is never out of date.
# shellcheck source=/dev/null
source <(hangproof --completion=bash)
