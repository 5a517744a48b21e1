# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which files of the tree are tests for lit.

A module of its own, because lit hands its objects to other processes.
"""
import lit.formats

TEST_FOLDERS = ("checks", "test")


class OwnTests(lit.formats.ShTest):
    """ShTest that leaves our own sources and other folders alone."""

    def getTestsInDirectory(self, suite, path_in_suite, *rest):
        """Yields the tests of one folder."""
        if not path_in_suite or path_in_suite[0] not in TEST_FOLDERS:
            return
        for test in super().getTestsInDirectory(suite, path_in_suite, *rest):
            if test.path_in_suite[-1][0].islower():
                yield test
