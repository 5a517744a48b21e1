// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is in the report, which findings are shown, and their list. The data
// are described in Html.cpp.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const LEVELS = ['error', 'warning', 'note'];
const CONFIDENCES = ['high', 'medium', 'low'];
const ROWS_AT_ONCE = 100;

const byId = id => document.getElementById(id);

/** An element with properties, attributes (in `attributes`) and children. */
function element(tag, properties, ...children) {
  const result = document.createElement(tag);
  const {attributes = {}, ...others} = properties || {};
  Object.assign(result, others);
  for (const name of Object.keys(attributes))
    result.setAttribute(name, attributes[name]);
  result.append(...children.filter(child => child !== null));
  return result;
}

const counted = (count, noun) => `${count.toLocaleString('en')} ${noun}` +
    (count === 1 ? '' : 's');
const shortName = check => check.replace(/^hangproof-/, '');
const folderOf = path => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
/** A path with its middle left out where it is too long to read. */
const shortPath = (path, most) => path.length <= most ? path :
    path.slice(0, Math.floor(most / 3)) + '\u2026' +
        path.slice(path.length - Math.floor(2 * most / 3));
/** The folder "." is the files at the top alone, "" is everything. */
const isBelow = (path, folder) => folder === '' || path === folder ||
    (folder === '.' ? !path.includes('/') :
                      path.startsWith(folder === '/' ? '/' : folder + '/'));

const findings = data.findings.map((raw, index) => {
  const path = data.files[raw.place[0]];
  const check = data.checks[raw.check];
  return {
    ...raw, index, path, checkName: check.name,
    level: LEVELS[raw.level], confidence: CONFIDENCES[raw.confidence],
    text: [raw.message, raw.function, path, check.name, raw.id]
              .join('\n').toLowerCase(),
  };
});

// A facet: what of a finding it looks at. Nothing chosen means everything.
const FACETS = [
  {title: 'Level', of: f => f.level, values: LEVELS, chosen: new Set()},
  {title: 'Confidence', of: f => f.confidence, values: CONFIDENCES,
   chosen: new Set()},
  {title: 'Check', of: f => f.checkName, label: shortName, chosen: new Set(),
   values: data.checks.map(check => check.name)},
];
let words = [];     // All of them must be in a finding's text.
let folder = '';    // Or a file; below it.
let shown = [];     // The findings that pass, in the order of the list.
let drawn = 0;      // How many of them have a row.
let current = null; // The finding that is told in full.

/** Whether a finding passes all filters, or all but one of them. */
function passes(finding, except) {
  return (except === 'words' ||
          words.every(word => finding.text.includes(word))) &&
      (except === 'folder' || isBelow(finding.path, folder)) &&
      FACETS.every(facet => facet === except || !facet.chosen.size ||
                   facet.chosen.has(facet.of(finding)));
}

function tally(values) {
  const counts = new Map();
  for (const value of values)
    counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}

//--- Filters ------------------------------------------------------------------

function facetButton(name, count, isChosen, choose, indent) {
  return element('button', {
    type: 'button', className: 'facet' + (count ? '' : ' none'),
    onclick: choose, style: indent ? `padding-left:${6 + 12 * indent}px` : '',
    title: name, attributes: {'aria-pressed': isChosen},
  }, element('span', {className: 'name', textContent: shortPath(name, 60)}),
  element('span', {className: 'count', textContent: count.toLocaleString('en')}));
}

function drawFacet(facet) {
  const counts = tally(findings.filter(f => passes(f, facet)).map(facet.of));
  const buttons = facet.values.filter(
      value => counts.has(value) || facet.chosen.has(value)).map(
      value => facetButton(
          facet.label ? facet.label(value) : value, counts.get(value) || 0,
          facet.chosen.has(value), () => {
            if (!facet.chosen.delete(value))
              facet.chosen.add(value);
            update();
          }));
  return element('section', {}, element('h2', {textContent: facet.title}),
                 ...buttons);
}

/** Folders and files as a tree; a folder with one entry is joined with it. */
function tree(counts) {
  const root = {path: '', name: '', count: 0, children: new Map()};
  for (const [path, count] of counts) {
    let node = root;
    node.count += count;
    const parts = path.split('/');
    parts.forEach((part, i) => {
      const at = parts.slice(0, i + 1).join('/') || '/';
      if (!node.children.has(at))
        node.children.set(at, {path: at, name: part || '/', count: 0,
                               children: new Map()});
      node = node.children.get(at);
      node.count += count;
    });
  }
  return root;
}

function joined(node) {
  let name = node.name;
  while (node.children.size === 1) {
    node = [...node.children.values()][0];
    name = (name === '/' ? '/' : name + '/') + node.name;
  }
  return {...node, name};
}

function drawFolders() {
  const counts =
      tally(findings.filter(f => passes(f, 'folder')).map(f => f.path));
  const section = element('section', {},
                          element('h2', {textContent: 'Folder'}));
  const draw = (parent, indent) => {
    const nodes = [...parent.children.values()].map(joined);
    nodes.sort((a, b) => (b.children.size > 0) - (a.children.size > 0) ||
               (a.name < b.name ? -1 : 1));
    for (const node of nodes) {
      const isOpen = folder !== '' && isBelow(folder, node.path);
      section.append(facetButton(
          node.name + (node.children.size ? '/' : ''), node.count,
          folder === node.path, () => {
            // A second click goes up again.
            folder = folder === node.path ? parent.path : node.path;
            update();
          }, indent));
      if (isOpen || nodes.length === 1)
        draw(node, indent + 1);
    }
  };
  draw(tree(counts), 0);
  return section;
}

//--- The list -----------------------------------------------------------------

const ORDERS = {
  place: () => 0,
  importance: (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence),
  check: (a, b) => a.check - b.check,
};

function row(finding) {
  const steps = finding.steps.length;
  return element('li', {}, element('button', {
    type: 'button', className: `row ${finding.level}`,
    onclick: () => select(finding),
    attributes: {'data-index': finding.index,
                 'aria-current': finding === current},
  }, element('div', {className: 'what', textContent: finding.message}),
  element('div', {className: 'where', title: finding.path, textContent:
                      `${shortPath(finding.path, 90)}:${finding.place[1]}`}),
  element('div', {className: 'check',
                  textContent: shortName(finding.checkName) +
                      (steps ? `, ${counted(steps, 'step')}` : '')})));
}

/** Adds rows until `count` are there: thousands at once would take seconds. */
function drawRows(count) {
  const rows = byId('rows');
  for (; drawn < Math.min(count, shown.length); ++drawn)
    rows.append(row(shown[drawn]));
}

function updateList() {
  shown = findings.filter(f => passes(f));
  shown.sort(ORDERS[byId('order').value]);
  byId('rows').replaceChildren();
  byId('list').scrollTop = 0;
  drawn = 0;
  drawRows(ROWS_AT_ONCE);
  byId('shown').textContent = shown.length === findings.length ?
      counted(shown.length, 'finding') :
      `${shown.length.toLocaleString('en')} of ` +
          counted(findings.length, 'finding');
}

function update() {
  byId('facets').replaceChildren(...FACETS.map(drawFacet), drawFolders());
  const isFiltered = words.length || folder !== '' ||
      FACETS.some(facet => facet.chosen.size);
  byId('reset').hidden = !isFiltered;
  updateList();
}

function clearFilters() {
  words = [];
  folder = '';
  byId('search').value = '';
  FACETS.forEach(facet => facet.chosen.clear());
  update();
}

/** Shows one finding, or the overview for null. */
function select(finding) {
  current = finding;
  for (const other of document.querySelectorAll('.row'))
    other.setAttribute('aria-current', finding !== null &&
                       other.dataset.index === String(finding.index));
  history.replaceState(null, '', finding ? `#${finding.id}` : '#');
  const detail = byId('detail');
  detail.replaceChildren(...(finding ? findingParts(finding) : overview()));
  detail.scrollTop = 0;
  if (finding)
    drawPath();
}

/** The finding that is `by` further down in the list, with its row in view. */
function go(by) {
  const at = current ? shown.indexOf(current) + by : 0;
  if (!shown[at])
    return;
  drawRows(at + ROWS_AT_ONCE);
  select(shown[at]);
  const its = document.querySelector(`.row[data-index="${shown[at].index}"]`);
  its.scrollIntoView({block: 'nearest'});
}
