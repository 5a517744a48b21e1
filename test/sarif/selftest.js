// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: node selftest.js MODULES FILE
//
// Breaks a valid file in one way at a time and checks that validate.js says so,
// and who of the validators does. The exit code is 1 if one is missed.
'use strict';
const childProcess = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

// What is broken, by whom it must be seen, how.
const BREAKS = [
  ['a result without a message', ['ajv', 'jsonschema', 'limits'],
   run => { run.results[0].message = {}; }],
  ['a level that is none', ['ajv', 'jsonschema', 'limits'],
   run => { run.results[0].level = 'info'; }],
  ['line 0', ['ajv', 'jsonschema', 'limits'], run => {
     run.results[0].locations[0].physicalLocation.region.startLine = 0;
   }],
  ['a suppressed result', ['limits'], run => {
     run.results[0].suppressions = [{kind: 'inSource'}];
   }],
  ['a severity of 0', ['limits'], run => {
     run.tool.driver.rules[0].properties['security-severity'] = '0.0';
   }],
  ['a rule without help', ['multitool', 'limits'],
   run => { delete run.tool.driver.rules[0].help; }],
  ['a rule index out of range', ['multitool', 'limits'],
   run => { run.results[0].ruleIndex = 99; }],
  ['a severity that is a number', ['limits'], run => {
     run.tool.driver.rules[0].properties['security-severity'] = 8.1;
   }],
  ['a region without an end', ['limits'], run => {
     delete run.results[0].locations[0].physicalLocation.region.endColumn;
   }],
  ['a base that is not defined', ['limits'],
   run => { delete run.originalUriBaseIds; }],
  ['a step without a message', ['limits'], run => {
     const flow = run.results.find(r => r.codeFlows).codeFlows[0];
     delete flow.threadFlows[0].locations[0].location.message;
   }],
  ['too many tags', ['limits'], run => {
     run.tool.driver.rules[0].properties.tags =
         [...Array(21).keys()].map(n => `tag${n}`);
   }],
];

function main(argv) {
  if (argv.length !== 2) {
    console.error('usage: node selftest.js MODULES FILE');
    return 2;
  }
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hangproof-sarif-'));
  let missed = 0;
  try {
    for (const [what, seers, breakIt] of BREAKS) {
      const document = JSON.parse(fs.readFileSync(argv[1], 'utf8'));
      breakIt(document.runs[0]);
      const file = path.join(scratch, 'broken.sarif');
      fs.writeFileSync(file, JSON.stringify(document));
      const judged = childProcess.spawnSync(
          process.execPath,
          [path.join(__dirname, 'validate.js'),
           // It takes seconds.
           ...(seers.includes('multitool') ? [] : ['--no-multitool']), argv[0],
           file],
          {encoding: 'utf8'});
      for (const seer of seers) {
        if (judged.status === 1 && judged.stdout.includes(`: ${seer}: `))
          continue;
        console.log(`${what}: not seen by ${seer}\n${judged.stdout}` +
                    judged.stderr);
        ++missed;
      }
    }
  } finally {
    fs.rmSync(scratch, {recursive: true, force: true});
  }
  console.log(missed ? `${missed} missed` : 'all seen');
  return missed ? 1 : 0;
}

process.exit(main(process.argv.slice(2)));
