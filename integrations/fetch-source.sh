#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: fetch-source.sh PACKAGE FOLDER
# Unpacks the source of a Debian package into FOLDER, with Debian's patches.
# The machine's own apt sources are asked, with "deb" read as "deb-src", from
# lists kept below FOLDER: nothing of the machine's apt set-up changes, and no
# root is needed. Does nothing if FOLDER/unpacked is there.
set -eu

if [ $# -ne 2 ]; then
  sed -n '5,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
package=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
[ ! -e "$folder/unpacked" ] || exit 0

apt=$folder/apt
mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -f "$file" ] || sed -n 's/^deb[[:space:]]/deb-src /p' "$file" \
    >"$apt/sources/$(basename "$file" .list).list"
done
for file in /etc/apt/sources.list.d/*.sources; do
  # One that holds nothing but deb-src repeats another.
  ! grep -Eqs '^Types:(.*[[:space:]])?deb([[:space:]]|$)' "$file" ||
    sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/sources/$(basename "$file")"
done

options=(-q -o Acquire::Retries=3 -o APT::Sandbox::User=
  -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$apt/sources"
  -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache")
# A source of the machine that has no source packages is no reason to stop.
apt-get "${options[@]}" update || true
rm -rf "$folder/source" "$folder/download"
mkdir -p "$folder/download"
(cd "$folder/download" &&
  apt-get "${options[@]}" source --download-only "$package")
dpkg-source --no-check -x "$folder"/download/*.dsc "$folder/source"
rm -rf "$apt"
touch "$folder/unpacked"
