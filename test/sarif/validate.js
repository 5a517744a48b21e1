// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: node validate.js [--no-multitool] [--suppressed] MODULES FILE...
//
// Judges SARIF files as their readers do; MODULES is the folder in which
// package.json was installed. Prints a line for each fault, then "valid" or
// "N faults"; the exit code is 1 if there is one, 2 if it could not judge.
//
// - ajv: the JSON schema with the formats of its strings.
// - jsonschema: the same schema with the library of GitHub's upload action.
// - multitool: the rules of the format and of GitHub, and indices. It never
//   fails and does not look at the schema, so what it writes is read.
// - limits.js: what GitHub's server refuses, which none of the others sees; with
//   --suppressed, suppressed results are wanted.
// - the size of the file as it is uploaded.
'use strict';
const childProcess = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');
const {createRequire} = require('module');
const limits = require('./limits.js');

/** Returns a function from a document to faults of the schema, by ajv. */
function ajvValidator(modules, schema) {
  const Ajv = modules('ajv/dist/2020').default;
  const ajv = new Ajv({allErrors: true, strict: false});
  modules('ajv-formats').default(ajv);
  const validate = ajv.compile(schema);
  return document => validate(document) ? [] :
      validate.errors.map(e => `ajv: ${e.instancePath} ${e.message}`);
}

/** The same as GitHub's action does it. */
function jsonschemaValidator(modules, schema) {
  const {Validator} = modules('jsonschema');
  return document => new Validator().validate(document, schema).errors.map(
      e => `jsonschema: ${e.stack}`);
}

/**
 * Messages of the multitool, or null if the binary does not run here.
 * Notes say what could be nicer and are not faults: it asks for web addresses
 * to answer, and for rule ids like "HP1001".
 */
function multitool(folder, file) {
  const binary = path.join(
      folder, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool');
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hangproof-sarif-'));
  try {
    // Its file must be called .sarif; npm does not keep the binary's mode.
    const input = path.join(scratch, 'input.sarif');
    const output = path.join(scratch, 'output.sarif');
    fs.copyFileSync(file, input);
    fs.chmodSync(binary, 0o755);
    childProcess.spawnSync(
        binary,
        ['validate', input, '--rule-kind', 'Sarif;Gh', '--level',
         'Error;Warning;Note', '-o', output, '--log', 'ForceOverwrite'],
        {encoding: 'utf8', timeout: 120000});
    if (!fs.existsSync(output))
      return null;
    const run = JSON.parse(fs.readFileSync(output, 'utf8').replace(/^\uFEFF/, ''))
                    .runs[0];
    const failed = (run.invocations || []).flatMap(
        i => (i.toolExecutionNotifications || [])
                 .concat(i.toolConfigurationNotifications || [])
                 .filter(n => n.level === 'error')
                 .map(n => `multitool: ${n.message.text}`));
    return failed.concat(
        (run.results || [])
            .filter(r => r.level === 'error' || r.level === 'warning')
            .map(r => `multitool: ${r.ruleId} ${place(r)}${text(run, r)}`));
  } finally {
    fs.rmSync(scratch, {recursive: true, force: true});
  }
}

function place(result) {
  const location = (result.locations || [])[0];
  const region = location && location.physicalLocation &&
      location.physicalLocation.region;
  return region && region.startLine ? `line ${region.startLine} ` : '';
}

/** The words of a message that may be given by id and arguments. */
function text(run, result) {
  if (result.message.text)
    return result.message.text;
  const rule = run.tool.driver.rules[result.ruleIndex] || {messageStrings: {}};
  const pattern = (rule.messageStrings[result.message.id] || {}).text || '';
  return pattern.replace(
      /{(\d+)}/g, (_, n) => (result.message.arguments || [])[n] || '');
}

function main(argv) {
  const options = argv.filter(one => one.startsWith('--'));
  const useMultitool = !options.includes('--no-multitool');
  const suppressed = options.includes('--suppressed');
  argv = argv.filter(one => !one.startsWith('--'));
  if (argv.length < 2) {
    console.error('usage: node validate.js [--no-multitool] [--suppressed] ' +
                  'MODULES FILE...');
    return 2;
  }
  const folder = path.resolve(argv[0]);
  const modules = createRequire(path.join(folder, 'package.json'));
  const schema = modules('@microsoft/sarif-multitool-linux/sarif-2.1.0.json');
  const validators = [
    ajvValidator(modules, schema),
    jsonschemaValidator(modules, schema),
    document => limits.faults(document, {suppressed}),
  ];

  let count = 0;
  for (const file of argv.slice(1)) {
    const faults = [];
    let document = null;
    try {
      document = JSON.parse(fs.readFileSync(file, 'utf8'));
    } catch (error) {
      faults.push(error.message);
    }
    if (zlib.gzipSync(fs.readFileSync(file)).length > 10000000)
      faults.push('limits: more than 10 MB when compressed');
    if (document)
      for (const validate of validators)
        faults.push(...validate(document));
    const judged = document && useMultitool ? multitool(folder, file) : [];
    if (judged === null) {
      console.error(`${file}: multitool does not run`);
      return 2;
    }
    faults.push(...judged);
    for (const fault of faults)
      console.log(`${file}: ${fault}`);
    count += faults.length;
  }
  console.log(count ? `${count} faults` : 'valid');
  return count ? 1 : 0;
}

process.exit(main(process.argv.slice(2)));
