// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What GitHub's server asks of a SARIF file and no schema says, from its page
// "SARIF support for code scanning"; and what other readers trip over.
'use strict';

const LEVELS = ['note', 'warning', 'error'];

/** Yields [path, object] of every object below a value. */
function* objects(value, at = '') {
  if (value === null || typeof value !== 'object')
    return;
  if (!Array.isArray(value))
    yield [at, value];
  for (const key of Object.keys(value))
    yield* objects(value[key], `${at}/${key}`);
}

/** Yields the faults of one rule. */
function* ruleFaults(rule, at) {
  const needed = {
    'shortDescription.text': (rule.shortDescription || {}).text,
    'fullDescription.text': (rule.fullDescription || {}).text,
    'help.text': (rule.help || {}).text,
    'help.markdown': (rule.help || {}).markdown,
  };
  for (const key of Object.keys(needed))
    if (!needed[key])
      yield `${at}: no ${key}`;
  for (const key of ['shortDescription.text', 'fullDescription.text'])
    if (needed[key] && [...needed[key]].length > 1024)
      yield `${at}: ${key} is longer than 1024 characters`;
  if ((rule.name || '').length > 255)
    yield `${at}: the name is longer than 255 characters`;
  if (!/^[A-Z][A-Za-z0-9]*$/.test(rule.name || ''))
    yield `${at}: the name '${rule.name}' is not in Pascal case`;
  const properties = rule.properties || {};
  if ((properties.tags || []).length > 10)
    yield `${at}: more than 10 tags`;
  if (!['very-high', 'high', 'medium', 'low'].includes(properties.precision))
    yield `${at}: precision is '${properties.precision}'`;
  if (!['error', 'warning', 'recommendation'].includes(
          properties['problem.severity']))
    yield `${at}: problem.severity is '${properties['problem.severity']}'`;
  const security = properties['security-severity'];
  if (security !== undefined &&
      !(typeof security === 'string' && +security > 0 && +security <= 10))
    yield `${at}: security-severity is not a number in a string`;
}

/** Yields the faults of one physical location. */
function* placeFaults(physical, run, at) {
  const location = physical.artifactLocation || {};
  if (!location.uri) {
    yield `${at}: no URI`;
    return;
  }
  const hasScheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.test(location.uri);
  if (hasScheme && !location.uri.startsWith('file:///'))
    yield `${at}: '${location.uri}' has a scheme other than file`;
  if (hasScheme && location.uriBaseId)
    yield `${at}: an absolute URI with a base`;
  if (location.uriBaseId && !(run.originalUriBaseIds || {})[location.uriBaseId])
    yield `${at}: base '${location.uriBaseId}' is not defined`;
  if (location.index !== undefined) {
    const artifact = (run.artifacts || [])[location.index];
    if (!artifact || artifact.location.uri !== location.uri ||
        artifact.location.uriBaseId !== location.uriBaseId)
      yield `${at}: artifact ${location.index} is another file`;
  }
}

function* regionFaults(region, at) {
  for (const key of ['startLine', 'startColumn', 'endLine', 'endColumn'])
    if (!(region[key] >= 1))
      yield `${at}: no ${key}`;
  if (region.endLine < region.startLine ||
      (region.endLine === region.startLine &&
       region.endColumn < region.startColumn))
    yield `${at}: the region ends before it begins`;
}

/** Yields the faults of one result. */
function* resultFaults(result, run, at, options) {
  const rule = run.tool.driver.rules[result.ruleIndex];
  if (!rule || rule.id !== result.ruleId)
    yield `${at}: rule ${result.ruleIndex} is not '${result.ruleId}'`;
  if (!LEVELS.includes(result.level))
    yield `${at}: level is '${result.level}'`;
  if (result.rank !== undefined)
    yield `${at}: rank is taken for a severity`;
  if ((result.suppressions || []).length && !options.suppressed)
    yield `${at}: suppressed results come back as open alerts`;
  if (options.suppressed && !result.suppressions)
    yield `${at}: whether it is suppressed is not said`;
  if (!result.message.text || /\]\(/.test(result.message.text))
    yield `${at}: the message is empty or has a link`;
  if (!(result.locations || []).length)
    yield `${at}: no location`;
  if ((result.locations || []).concat(result.relatedLocations || []).length >
      1000)
    yield `${at}: more than 1000 locations`;

  const places = [...(result.locations || []),
                  ...(result.relatedLocations || [])];
  for (const flow of result.codeFlows || []) {
    const steps = flow.threadFlows.flatMap(t => t.locations);
    if (steps.length > 10000)
      yield `${at}: more than 10000 steps`;
    for (const step of steps) {
      places.push(step.location);
      if (!((step.location || {}).message || {}).text)
        yield `${at}: a step without a message`;
    }
    const last = JSON.stringify(regionOf((steps[steps.length - 1] || {}).location));
    if (last !== JSON.stringify(regionOf((result.locations || [])[0])))
      yield `${at}: the last step is not the primary place`;
  }
  for (const place of places) {
    if (!place || !place.physicalLocation)
      yield `${at}: a location without a place`;
    else
      yield* regionFaults(place.physicalLocation.region || {}, at);
  }
  const hash = (result.partialFingerprints || {}).primaryLocationLineHash;
  if (hash !== undefined && !/^[1-9a-f][0-9a-f]*:[1-9][0-9]*$/.test(hash))
    yield `${at}: primaryLocationLineHash is '${hash}'`;
  if (!/^[0-9a-f]{32}$/.test((result.partialFingerprints || {})['hangproof/v1']))
    yield `${at}: no fingerprint of ours`;
}

function regionOf(location) {
  const physical = (location || {}).physicalLocation || {};
  const region = {...physical.region};
  return {uri: (physical.artifactLocation || {}).uri, ...region};
}

/** Yields the faults of one run. */
function* runFaults(run, at, options) {
  const rules = run.tool.driver.rules || [];
  if (!Array.isArray(run.results))
    yield `${at}: no results`;
  if ((run.results || []).length > 25000)
    yield `${at}: more than 25000 results`;
  if (new Set(rules.map(rule => rule.id)).size !== rules.length)
    yield `${at}: a rule is there twice`;
  if (run.columnKind !== 'utf16CodeUnits')
    yield `${at}: columns are not UTF-16 code units`;
  for (const [index, rule] of rules.entries())
    yield* ruleFaults(rule, `${at}/tool/driver/rules/${index}`);
  for (const [index, result] of (run.results || []).entries())
    yield* resultFaults(result, run, `${at}/results/${index}`, options);
  for (const [inner, object] of objects(run, at)) {
    if (object.artifactLocation)
      yield* placeFaults(object, run, inner);
    if (object.deletedRegion)
      yield* regionFaults(object.deletedRegion, inner);
    for (const key of Object.keys(object))
      if (object[key] === '')
        yield `${inner}/${key}: an empty string`;
  }
  for (const base of Object.values(run.originalUriBaseIds || {}))
    if (base.uri && !(base.uri.startsWith('file:///') && base.uri.endsWith('/')))
      yield `${at}: a base that is no folder`;
  const id = (run.automationDetails || {}).id;
  if (id !== undefined && !/^hangproof\/.*\/$/.test(id))
    yield `${at}: automationDetails.id is '${id}'`;
}

/** Returns the faults of a document as strings. */
/**
 * The faults of a document. With options.suppressed it is one that is asked to
 * have suppressed results, for readers other than GitHub.
 */
function faults(document, options = {}) {
  const found = [];
  const runs = document.runs || [];
  if (runs.length !== 1)
    found.push(`limits: ${runs.length} runs`);
  for (const [index, run] of runs.entries())
    for (const fault of runFaults(run, `/runs/${index}`, options))
      found.push(`limits: ${fault}`);
  return found;
}

module.exports = {faults};
