// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One finding in full: its steps, the source with the way of the evidence
// drawn beside it, its fix and the page of its check.
'use strict';

const placeText = place => `${data.files[place[0]]}:${place[1]}:${place[2]}`;

/** The text of a line, or undefined when the report does not have it. */
function lineOf(file, number) {
  for (const [start, lines] of data.lines[file])
    if (number >= start && number < start + lines.length)
      return lines[number - start];
  return undefined;
}

/** Address of a place in the web view of the repository, or null. */
function webAddress(place) {
  const path = data.files[place[0]];
  const remote = /^(?:https|ssh):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+?)(?:\.git)?\/?$/
                     .exec(data.repository);
  if (!remote || !data.revision || path.startsWith('/'))
    return null;
  const [, host, project] = remote;
  const middle = /gitlab/.test(host) ? '/-/blob/' :
      /github|codeberg|gitea/.test(host) ? '/blob/' : null;
  return middle && `https://${host}/${project}${middle}${data.revision}/` +
      path.split('/').map(encodeURIComponent).join('/') + `#L${place[1]}`;
}

/** The steps, ending in the place of the finding itself, numbered from 1. */
function stepsOf(finding) {
  const steps = finding.steps.map(([message, place]) => ({message, place}));
  const last = steps[steps.length - 1];
  if (last && last.place && String(last.place) === String(finding.place))
    last.isHere = true;
  else
    steps.push({message: steps.length ? 'reported here' : finding.message,
                place: finding.place, isHere: true});
  steps.forEach((step, index) => {
    step.number = index + 1;
    step.index = index;
  });
  return steps;
}

const badge = step => element('span', {
  className: 'badge' + (step.isHere ? ' here' : ''), textContent: step.number});

function showStep(steps, index) {
  const step = steps[index];
  if (!step || !step.place)
    return;
  for (const say of document.querySelectorAll('.say'))
    say.classList.toggle('now', say.dataset.step === String(step.number));
  for (const button of document.querySelectorAll('.steps button'))
    button.setAttribute('aria-current',
                        button.dataset.step === String(step.number));
  const say = document.querySelector(`.say[data-step="${step.number}"]`);
  if (say)
    say.scrollIntoView({block: 'center'});
}

/** Where a step is, in short: the file only if it is not the finding's. */
function stepPlace(place, here) {
  const path = data.files[place[0]];
  return element('span', {className: 'place', title: `${path}:${place[1]}`,
                          textContent: place[0] === here ? `line ${place[1]}` :
                              `${shortPath(path, 80)}:${place[1]}`});
}

function stepList(steps) {
  const here = steps.find(step => step.isHere).place[0];
  return element('ol', {className: 'steps'}, ...steps.map(step => {
    const words = element(
        'span', {}, step.message + ' ',
        step.place ? stepPlace(step.place, here) : '');
    return element('li', {}, step.place ?
        element('button', {type: 'button',
                           onclick: () => showStep(steps, step.index),
                           attributes: {'data-step': step.number}},
                badge(step), words) :
        element('span', {className: 'still'}, badge(step), words));
  }));
}

//--- Source ---------------------------------------------------------------------

/** A line with the places of steps marked in it. */
function markedLine(text, number, steps) {
  const spans = [];
  for (const step of [...steps].sort((a, b) => !!b.isHere - !!a.isHere)) {
    const [, line, column, endLine, endColumn] = step.place;
    if (number < line || number > endLine)
      continue;
    const begin = number === line ? column - 1 : 0;
    const end = Math.min(number === endLine ? endColumn - 1 : text.length,
                         text.length);
    if (begin < end && spans.every(s => end <= s.begin || begin >= s.end))
      spans.push({begin, end, isHere: step.isHere});
  }
  spans.sort((a, b) => a.begin - b.begin);
  const result = element('span', {className: 'tx'});
  let at = 0;
  for (const {begin, end, isHere} of spans) {
    result.append(text.slice(at, begin),
                  element('mark', {className: isHere ? 'here' : '',
                                   textContent: text.slice(begin, end)}));
    at = end;
  }
  result.append(text.slice(at));
  return result;
}

const sourceLine = (number, text, kind) => element(
    'div', {className: `ln ${kind || ''}`},
    element('span', {className: 'no', textContent: number}),
    typeof text === 'string' ?
        element('span', {className: 'tx', textContent: text}) : text);

function say(step, steps) {
  const jump = (by, name) => element('button', {
    type: 'button', className: 'link', textContent: name,
    disabled: !steps[step.index + by] || !steps[step.index + by].place,
    onclick: () => showStep(steps, step.index + by)});
  return element('div', {className: 'say', attributes: {'data-step': step.number}},
                 badge(step),
                 element('span', {className: 'words', textContent: step.message}),
                 steps.length > 1 ? jump(-1, 'previous') : null,
                 steps.length > 1 ? jump(1, 'next') : null);
}

const AROUND = 4; // Lines shown before and after a step.

/** One file with the lines around its steps. */
function fileBlock(file, its, steps) {
  const source = element('div', {className: 'source'});
  const wanted = new Set();
  for (const step of its)
    for (let n = step.place[1] - AROUND; n <= step.place[3] + AROUND; ++n)
      wanted.add(n);
  let last = null;
  for (const number of [...wanted].sort((a, b) => a - b)) {
    const text = lineOf(file, number);
    if (text !== undefined) {
      if (last !== null && number !== last + 1)
        source.append(sourceLine('\u22ef', '', 'gap'));
      source.append(sourceLine(number, markedLine(text, number, its)));
      last = number;
    }
    for (const step of its)
      if (step.place[1] === number)
        source.append(say(step, steps));
  }
  if (last === null)
    source.prepend(sourceLine('', 'The file could not be read.', 'gap'));
  const address = webAddress(its[0].place);
  const path = data.files[file];
  return element('div', {className: 'file'},
                 element('div', {className: 'title'},
                         address ? element('a', {href: address, textContent: path,
                                                 rel: 'noreferrer'}) : path),
                 source);
}

function codeView(steps) {
  const files = new Map();
  for (const step of steps)
    if (step.place)
      files.set(step.place[0], [...(files.get(step.place[0]) || []), step]);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.id = 'path';
  return element('div', {id: 'code'}, svg,
                 ...[...files].map(([file, its]) => fileBlock(file, its, steps)));
}

/** Draws the way from step to step in the margin of the source. */
function drawPath() {
  const code = byId('code');
  const svg = byId('path');
  if (!code || !svg)
    return;
  svg.replaceChildren();
  const top = code.getBoundingClientRect().top;
  const says = [...code.querySelectorAll('.say')]
      .sort((a, b) => a.dataset.step - b.dataset.step);
  const middle = box => {
    const rect = box.getBoundingClientRect();
    return rect.top - top + rect.height / 2;
  };
  for (let i = 0; i + 1 < says.length; ++i) {
    const from = middle(says[i]), to = middle(says[i + 1]);
    // Ways that overlap get lanes of their own.
    const lane = 30 - 8 * (i % 4);
    const arc = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    arc.setAttribute('d', `M44 ${from + 4} C${lane} ${from + 4} ${lane} ${to - 4} ` +
        `40 ${to - 4} m-5 -4 l5 4 l-5 4`);
    svg.append(arc);
  }
}
window.addEventListener('resize', drawPath);

//--- Fix --------------------------------------------------------------------------

/** The lines that a fix changes, before and after. */
function fixView(fixes) {
  const files = new Map();
  for (const [text, place] of fixes)
    files.set(place[0], [...(files.get(place[0]) || []), {text, place}]);
  return [...files].map(([file, edits]) => {
    const source = element('div', {className: 'source'});
    // From the last one to the first, so that places stay true.
    edits.sort((a, b) => b.place[1] - a.place[1] || b.place[2] - a.place[2]);
    const first = Math.min(...edits.map(e => e.place[1]));
    const last = Math.max(...edits.map(e => e.place[3]));
    const changed = new Set();
    const after = new Map();
    for (let n = first; n <= last; ++n)
      after.set(n, lineOf(file, n) || '');
    for (const {text, place: [, line, column, endLine, endColumn]} of edits) {
      const rest = after.get(endLine).slice(endColumn - 1);
      after.set(line, after.get(line).slice(0, column - 1) + text + rest);
      changed.add(line);
      for (let n = line + 1; n <= endLine; ++n) {
        after.delete(n);
        changed.add(n);
      }
    }
    let previous = null;
    for (const n of [...changed].sort((a, b) => a - b)) {
      if (previous !== null && n !== previous + 1)
        source.append(sourceLine('\u22ef', '', 'gap'));
      previous = n;
      source.append(sourceLine(`${n} -`, lineOf(file, n) || '', 'cut'));
      if (after.has(n))
        for (const line of after.get(n).split('\n'))
          source.append(sourceLine('+', line, 'add'));
    }
    return element('div', {className: 'file', style: 'margin-left:0'},
                   element('div', {className: 'title',
                                   textContent: data.files[file]}), source);
  });
}

//--- The whole --------------------------------------------------------------------

function pageOf(check) {
  const page = element('div', {className: 'page'});
  // Our own text, made into HTML without raw HTML in it.
  page.innerHTML = check.page;
  return element('details', {},
                 element('summary', {textContent: `About ${check.name}`}), page);
}

function findingParts(finding) {
  const steps = stepsOf(finding);
  const at = shown.indexOf(finding);
  const move = (by, name) => element('button', {
    type: 'button', className: 'link', textContent: name,
    disabled: at < 0 || !shown[at + by], onclick: () => go(by)});
  const check = data.checks[finding.check];
  const place = placeText(finding.place);
  const copy = element('button', {
    type: 'button', className: 'link', textContent: 'copy', onclick: () => {
      navigator.clipboard.writeText(place).then(
          () => { copy.textContent = 'copied'; }, () => {});
    }});
  const parts = [
    element('div', {className: 'bar'},
            element('span', {className: `chip ${finding.level}`,
                             textContent: finding.level}),
            element('span', {className: 'chip plain',
                             textContent: `${finding.confidence} confidence`}),
            element('span', {textContent: finding.checkName}),
            element('span', {className: 'push'}), move(-1, 'Previous'),
            element('span', {className: 'place', textContent: at < 0 ? '' :
                `${at + 1} of ${shown.length}`}), move(1, 'Next')),
    element('h2', {textContent: finding.message}),
    element('div', {className: 'bar'},
            element('span', {className: 'place', textContent: place +
                (finding.function ? ` in ${finding.function}` : '')}), copy),
  ];
  if (steps.length > 1)
    parts.push(element('h3', {textContent: 'How it comes about'}),
               stepList(steps));
  parts.push(codeView(steps));
  if (finding.fixes.length)
    parts.push(element('h3', {textContent: 'Suggested change'}),
               ...fixView(finding.fixes));
  if (check.page)
    parts.push(pageOf(check));
  return parts;
}
