// A table of many rows: sorted, filtered, a page at a time. Rows are kept by their id, so that a
// refresh moves neither focus nor selection.

import {h, text} from './dom.js';
import {count} from './format.js';

const PAGE = 25;
const MANY = 1000; // rows beyond which they are put in order less often
const MANY_MILLIS = 5000;
const collator = new Intl.Collator('en', {numeric: true});

/**
 * @param {HTMLElement} host
 * @param {{caption: string, noun: [string, string], columns: Array, sort: [string, number], search: (row) => string, empty: string}} options
 *     a column has key, title, value(row) to sort by, and cell(row): text or [signature, () => node]
 */
export function createTable(host, {caption, noun, columns, sort, search, empty}) {
  let rows = [];
  let page = 0;
  let [sortKey, direction] = sort;
  const kept = new Map();
  const body = h('tbody');
  const filter = h('input', {type: 'search', placeholder: `Filter ${noun[1]}`, 'aria-label': `Filter ${noun[1]}`, oninput: () => {
    page = 0;
    draw();
    text(heard, total.textContent);
  }});
  const total = h('p', {class: 'aside'});
  const heard = h('p', {class: 'unseen', role: 'status'}); // speaks when the reader filters, not whenever a task comes
  const buttons = new Map(columns.map(({key, title}) => [key, h('button', {type: 'button', class: 'sort', onclick: () => sortBy(key)}, title, h('i', {'aria-hidden': 'true'}))]));
  const heads = new Map(columns.map(({key, narrow}) => [key, h('th', {scope: 'col', class: narrow ? 'narrow' : null}, buttons.get(key))]));
  const pages = h('span');
  const previous = h('button', {type: 'button', class: 'quiet', onclick: () => turn(-1)}, 'Previous');
  const next = h('button', {type: 'button', class: 'quiet', onclick: () => turn(1)}, 'Next');
  const none = h('p', {class: 'none'}, empty);
  const pager = h('nav', {class: 'pager', 'aria-label': `Pages of ${noun[1]}`}, previous, pages, next);
  host.append(
    h('div', {class: 'table-tools'}, filter, total, heard),
    h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption}, h('table', {}, h('caption', {class: 'unseen'}, caption), h('thead', {}, h('tr', {}, [...heads.values()])), body)),
    none,
    pager,
  );

  function sortBy(key) {
    direction = key === sortKey ? -direction : 1;
    sortKey = key;
    page = 0;
    draw();
  }

  function turn(by) {
    page += by;
    draw();
  }

  function chosen() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const column = columns.find(({key}) => key === sortKey);
    const found = words.length ? rows.filter((row) => words.every((word) => search(row).toLowerCase().includes(word))) : rows;
    return found
      .map((row) => [column.value(row), row])
      .sort(([a, x], [b, y]) => direction * compare(a, b) || (x.id < y.id ? -1 : 1))
      .map(([, row]) => row);
  }

  function draw() {
    const found = chosen();
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    page = Math.max(0, Math.min(page, last));
    const shown = found.slice(page * PAGE, (page + 1) * PAGE);
    const ids = new Set(shown.map((row) => row.id));
    for (const [id, line] of kept) {
      if (!ids.has(id)) {
        line.element.remove();
        kept.delete(id);
      }
    }
    shown.forEach((row, index) => {
      const line = kept.get(row.id) ?? fresh(row.id);
      refresh(line, row);
      if (body.children[index] !== line.element) body.insertBefore(line.element, body.children[index] ?? null);
    });
    for (const [key, head] of heads) {
      if (key === sortKey) head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    }
    const word = rows.length === 1 ? noun[0] : noun[1];
    text(total, found.length === rows.length ? `${count(rows.length)} ${word}` : `${count(found.length)} of ${count(rows.length)} ${word}`);
    text(none, rows.length ? `No ${noun[0]} matches “${filter.value}”.` : empty);
    none.hidden = found.length > 0;
    pager.hidden = last === 0;
    text(pages, `Page ${count(page + 1)} of ${count(last + 1)}`);
    previous.disabled = page === 0;
    next.disabled = page === last;
  }

  function fresh(id) {
    const line = {element: h('tr'), cells: columns.map(({narrow}) => h('td', {class: narrow ? 'narrow' : null})), signs: []};
    line.element.append(...line.cells);
    kept.set(id, line);
    return line;
  }

  function refresh(line, row) {
    columns.forEach((column, i) => {
      const cell = column.cell(row);
      const [sign, make] = Array.isArray(cell) ? cell : [cell, () => cell];
      if (line.signs[i] !== sign) {
        line.signs[i] = sign;
        line.cells[i].replaceChildren(make());
      }
    });
  }

  let seen = false;
  let drawnAt = -Infinity;
  new IntersectionObserver(([entry]) => {
    seen = entry.isIntersecting;
    if (seen) draw();
  }, {rootMargin: '300px'}).observe(host);

  return {
    show(newRows) {
      rows = newRows;
      if (seen && (rows.length < MANY || performance.now() > drawnAt + MANY_MILLIS)) {
        drawnAt = performance.now();
        draw();
      }
    },
    size: () => rows.length,
  };
}

function compare(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(a, b);
}
