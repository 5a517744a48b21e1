// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The run as a whole; then the page is brought to life.
'use strict';

/** A table; columns whose head begins with "#" hold numbers. */
function table(heads, rows) {
  const cell = (tag, value, head) => element(
      tag, {className: head.startsWith('#') ? 'number' : ''},
      value instanceof Node ? value : String(value));
  return element(
      'table', {},
      element('thead', {}, element('tr', {}, ...heads.map(
          head => cell('th', head.replace(/^# ?/, ''), head)))),
      element('tbody', {}, ...rows.map(cells => element(
          'tr', {}, ...cells.map((value, i) => cell('td', value, heads[i]))))));
}

/** A count with a bar beside it, as parts of a row. */
function meter(count, most) {
  return element('div', {className: 'meter',
                         style: `width:${Math.max(100 * count / most, 1)}%`});
}

/** Names with their counts, largest first; a click filters. */
function ranking(head, counts, choose) {
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const most = ranked.length ? ranked[0][1] : 1;
  return table([head, '# findings', ''], ranked.slice(0, 40).map(
      ([name, count]) => [
        element('button', {type: 'button', className: 'link', textContent: name,
                           onclick: () => choose(name)}),
        count.toLocaleString('en'), meter(count, most)]));
}

function overview() {
  const parts = [element('h2', {textContent: 'Overview'})];
  if (data.error)
    parts.push(element('p', {}, element('span', {className: 'chip error',
                                                 textContent: 'failed'}),
                       ` ${data.error}`));
  const counts = tally(findings.map(f => f.level));
  const levels = LEVELS.filter(level => counts.has(level)).map(
      level => counted(counts.get(level), level)).join(', ');
  parts.push(element('p', {}, findings.length ?
      `${counted(findings.length, 'finding')} (${levels}) in ` +
          `${counted(data.analysed, 'analysed file')}.` :
      `No findings in ${counted(data.analysed, 'analysed file')}.`));
  if (data.suppressed)
    parts.push(element('p', {}, `${counted(data.suppressed, 'finding')} more ` +
        'hidden by comments in the code or by a baseline.'));

  if (findings.length) {
    const only = (facet, value) => {
      clearFilters();
      facet.chosen.add(value);
      update();
    };
    parts.push(element('h3', {textContent: 'By check'}), ranking(
        'Check', tally(findings.map(f => f.checkName)),
        name => only(FACETS[2], name)));
    parts.push(element('h3', {textContent: 'By folder'}), ranking(
        'Folder', tally(findings.map(f => folderOf(f.path) || '.')),
        name => {
          clearFilters();
          folder = name;
          update();
        }));
  }
  const silent = data.checks.filter(
      check => !findings.some(f => f.checkName === check.name));
  if (silent.length)
    parts.push(element('h3', {textContent: 'Checks that found nothing'}),
               table(['Check', 'What it looks for'],
                     silent.map(check => [check.name, check.summary])));
  if (data.incomplete.length)
    parts.push(element('h3', {textContent: 'Files that were not analysed whole'}),
               table(['File', 'Why'], data.incomplete));
  if (data.blindSpots.length)
    parts.push(element('h3', {textContent: 'What the analysis could not look behind'}),
               table(['What', '# count'], data.blindSpots));
  if (findings.length)
    parts.push(element('p', {className: 'place', textContent:
        'Keys: j and k go to the next and previous finding, / to the search.'}));
  return parts;
}

//--- Start ------------------------------------------------------------------------

function selectByAddress() {
  const id = location.hash.slice(1);
  const finding = findings.find(f => f.id === id) || null;
  if (finding !== current || !byId('detail').firstChild)
    select(finding);
}

function onKey(event) {
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.ctrlKey || event.metaKey || event.altKey)
    return;
  if (isTyping) {
    if (event.key === 'Escape')
      event.target.blur();
    return;
  }
  const step = {j: 1, k: -1}[event.key];
  if (step)
    go(step);
  if (event.key === '/') {
    event.preventDefault();
    byId('search').focus();
  }
}

function start() {
  byId('main').hidden = false;
  byId('project').textContent = data.project;
  byId('version').textContent =
      [data.branch, data.revision.slice(0, 12)].filter(x => x).join(' @ ');
  byId('totals').textContent = `${counted(findings.length, 'finding')}, ` +
      `hangproof ${data.version}`;
  byId('home').onclick = () => select(null);
  byId('reset').onclick = clearFilters;
  byId('order').onchange = updateList;
  let waiting = 0;
  byId('search').oninput = () => {
    // Not at every letter of a fast typist.
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      words = byId('search').value.toLowerCase().split(/\s+/).filter(w => w);
      update();
    }, 80);
  };
  byId('list').onscroll = () => {
    const list = byId('list');
    if (list.scrollTop + 2 * list.clientHeight > list.scrollHeight)
      drawRows(drawn + ROWS_AT_ONCE);
  };
  document.addEventListener('keydown', onKey);
  window.addEventListener('hashchange', selectByAddress);
  update();
  selectByAddress();
}

start();
