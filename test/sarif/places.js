// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: node places.js FILE ROOT
//
// Checks every place of a SARIF file against the sources below ROOT, as an
// editor would find it: the files are decoded and split by JavaScript, whose
// strings are UTF-16 as well. A snippet must be the text of its region, a
// primaryLocationLineHash that of the line.
'use strict';
const fs = require('fs');
const path = require('path');

/** Lines of a text with their ends, the byte order mark gone. */
function linesOf(text) {
  return text.replace(/^\uFEFF/, '').match(/[^\r\n]*(\r\n|\n|\r|$)/g);
}

/** The text of a region; without columns, of whole lines. */
function regionText(lines, region) {
  const picked = lines.slice(region.startLine - 1, region.endLine);
  if (region.startColumn === undefined)
    return picked.join('');
  const last = picked.length - 1;
  picked[last] = picked[last].slice(0, region.endColumn - 1);
  picked[0] = picked[0].slice(region.startColumn - 1);
  return picked.join('');
}

/**
 * The hash of each line as GitHub computes it, with a window that rolls over
 * the text: another way than the one under test.
 */
function lineHashes(text) {
  const size = 100, base = 37n, mask = (1n << 64n) - 1n;
  let first = 1n;
  for (let i = 0; i < size; ++i)
    first = first * base & mask;

  const window = new Array(size).fill(0n), starts = new Array(size).fill(0);
  const hashes = {}, seen = {};
  let hash = 0n, at = 0, line = 0, isStart = true, afterReturn = false;
  const put = unit => {
    if (starts[at]) {
      const hex = hash.toString(16);
      seen[hex] = (seen[hex] || 0) + 1;
      hashes[starts[at]] = `${hex}:${seen[hex]}`;
    }
    starts[at] = isStart ? ++line : 0;
    isStart = unit === 10;
    hash = (hash * base + BigInt(unit) - first * window[at]) & mask;
    window[at] = BigInt(unit);
    at = (at + 1) % size;
  };
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    if (unit === 32 || unit === 9 || (unit === 10 && afterReturn)) {
      afterReturn = false;
      continue;
    }
    afterReturn = unit === 13;
    put(afterReturn ? 10 : unit);
  }
  put(65535);
  for (let i = 0; i < size; ++i) {
    isStart = false;
    put(0);
  }
  return hashes;
}

function main(argv) {
  if (argv.length !== 2) {
    console.error('usage: node places.js FILE ROOT');
    return 2;
  }
  const run = JSON.parse(fs.readFileSync(argv[0], 'utf8')).runs[0];
  const texts = new Map();
  const read = uri => {
    if (!texts.has(uri)) {
      const file = uri.startsWith('file://') ?
          decodeURIComponent(uri.slice('file://'.length)) :
          path.join(argv[1], decodeURIComponent(uri));
      texts.set(uri, new TextDecoder('utf-8', {ignoreBOM: true})
                         .decode(fs.readFileSync(file)));
    }
    return texts.get(uri);
  };

  let places = 0, hashes = 0, faults = 0;
  const fault = text => {
    console.log(text);
    ++faults;
  };
  const visit = value => {
    if (value === null || typeof value !== 'object')
      return;
    if (value.artifactLocation && (value.region || value.contextRegion)) {
      const uri = value.artifactLocation.uri;
      for (const region of [value.region, value.contextRegion]) {
        if (!region || !region.snippet)
          continue;
        ++places;
        const found = regionText(linesOf(read(uri)), region);
        if (found !== region.snippet.text)
          fault(`${uri}:${region.startLine}: ${JSON.stringify(found)} is not ` +
                JSON.stringify(region.snippet.text));
      }
    }
    Object.values(value).forEach(visit);
  };
  visit(run.results);
  for (const result of run.results) {
    const hash = result.partialFingerprints.primaryLocationLineHash;
    if (!hash)
      continue;
    ++hashes;
    const {artifactLocation, region} = result.locations[0].physicalLocation;
    const found = lineHashes(read(artifactLocation.uri))[region.startLine];
    if (found !== hash)
      fault(`${artifactLocation.uri}:${region.startLine}: hash ${found} is ` +
            `not ${hash}`);
  }
  console.log(`${places} places and ${hashes} hashes looked at, ` +
              `${faults} faults`);
  return faults ? 1 : 0;
}

process.exit(main(process.argv.slice(2)));
