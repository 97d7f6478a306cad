// The newest tasks beside the map. The list holds still while somebody points at it.

import {$, glyph, h, outcomeGlyph, text} from './dom.js';
import {brief, count, millis, verdict} from './format.js';

const SHOWN = 14;

export function createLatest() {
  const list = $('latest-list');
  const kept = new Map();
  let held = false;
  let heldIds = null;

  for (const [name, value] of [['pointerenter', true], ['pointerleave', false], ['focusin', true], ['focusout', false]]) {
    list.addEventListener(name, () => {
      held = value;
      if (!held) heldIds = null;
    });
  }

  return {
    show(state) {
      const newest = [...state.tasks.values()].slice(-SHOWN).reverse();
      if (held) heldIds ??= newest.map((task) => task.id);
      const shown = heldIds ? heldIds.map((id) => state.tasks.get(id)).filter(Boolean) : newest;
      $('latest-empty').hidden = state.tasks.size > 0;
      draw(list, kept, shown, state);
      const open = state.totals?.open ?? 0;
      text($('latest-note'), heldIds ? 'held while you point at it' : open ? `${count(open)} under way` : '');
    },
  };
}

function draw(list, kept, shown, state) {
  const ids = new Set(shown.map((task) => task.id));
  for (const [id, line] of kept) {
    if (!ids.has(id)) {
      line.remove();
      kept.delete(id);
    }
  }
  shown.forEach((task, index) => {
    let line = kept.get(task.id);
    if (!line) {
      line = h('li');
      kept.set(task.id, line);
    }
    const sign = `${task.phase}${task.outcome}${task.ballots.map((ballot) => ballot.stage).join()}`;
    if (line.dataset.sign !== sign) {
      line.dataset.sign = sign;
      line.replaceChildren(row(task, state));
    }
    if (list.children[index] !== line) list.insertBefore(line, list.children[index] ?? null);
  });
}

function row(task, state) {
  const kind = outcomeGlyph(task);
  const model = state.models[task.model]?.name ?? '';
  return h(
    'a',
    {href: `#task=${task.id}`, class: 'task-row'},
    h('span', {class: `verdict verdict-${kind}`}, glyph(kind, 18)),
    h('span', {class: 'task-main'}, h('b', {}, verdict(task)), h('span', {class: 'task-id'}, ` ${brief(task.id)}${model ? ` · ${model}` : ''}`)),
    h('span', {class: 'task-ballots', 'aria-label': ballotsInWords(task), role: 'img'}, task.ballots.slice(0, 9).map((ballot) => h('i', {class: `dot dot-${ballot.stage}`}))),
    h('span', {class: 'task-time'}, task.verdictMillis ? millis(task.verdictMillis) : '…'),
  );
}

function ballotsInWords(task) {
  const tally = {};
  for (const {stage} of task.ballots) tally[stage] = (tally[stage] ?? 0) + 1;
  return Object.entries(tally).map(([stage, n]) => `${n} ${stage}`).join(', ') || 'nobody asked yet';
}
