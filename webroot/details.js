// The panel beside the map: one task with its picture and its nodes' answers, one node, or what the ledger says.

import {LETTERS, objects, picture, score} from './boxes.js';
import {ask} from './ask.js';
import {$, glyph, h, outcomeGlyph, text} from './dom.js';
import {STAGES, STATES, brief, count, millis, percent, place, since, time, verdict} from './format.js';
import {createLedgerPane} from './ledger/pane.js';
import {standings} from './state.js';
import {createTrustPane} from './trust.js';

const PATIENCE = 8;
const TRIES_MAX = 60;
const RETRY_MILLIS = 500;

export function createDetails({key, onClose}) {
  const panel = $('details');
  const ledger = createLedgerPane({key, redraw: () => draw()});
  const trust = createTrustPane({key, redraw: () => draw()});
  let open = null; // {kind, id, …}
  let state = null;

  function show(kind, id) {
    if (open?.kind === kind && open.id === id) return;
    release();
    open = {kind, id, proof: null, image: null, file: null, trouble: '', loading: false, tries: 0, size: null, outcome: '', hidden: new Set(), agreedShown: false, sign: ''};
    $('latest').hidden = true;
    panel.hidden = false;
    draw();
    panel.focus({preventScroll: true});
    bringIntoSight();
  }

  /** A link in the tables or a picture just tried may lie far from the panel. */
  function bringIntoSight() {
    const {top, bottom} = panel.getBoundingClientRect();
    const narrow = matchMedia('(max-width: 1080px)').matches;
    if (narrow) panel.scrollIntoView({block: 'start'});
    else if (bottom < 160 || top > innerHeight - 160) document.querySelector('.stage').scrollIntoView({block: 'start'});
  }

  function close() {
    release();
    open = null;
    panel.hidden = true;
    panel.replaceChildren();
    $('latest').hidden = false;
  }

  function release() {
    ledger.release();
    trust.release();
    if (open?.image) URL.revokeObjectURL(open.image);
    if (open?.file) URL.revokeObjectURL(open.file);
  }

  /** Draws again when what is shown has changed; keeps focus on what has the same id. */
  function draw() {
    if (!open || !state) return;
    const {subject, view} = KINDS[open.kind](open.id);
    if (open.kind === 'task') fetchWhenDecided(subject);
    const sign = signature(subject);
    if (sign === open.sign) return;
    const focused = panel.contains(document.activeElement) ? document.activeElement.id : '';
    const scroll = panel.scrollTop;
    panel.replaceChildren(...view(subject));
    open.sign = signature(subject); // drawing may have begun to ask for more
    panel.scrollTop = scroll;
    if (focused) document.getElementById(focused)?.focus({preventScroll: true});
  }

  const KINDS = {
    task: (id) => ({subject: state.tasks.get(id), view: taskView}),
    node: (id) => ({subject: state.nodes.get(id), view: nodeView}),
    account: (id) => ({view: () => accountView(id)}),
    block: (id) => ({view: () => [head(`Block ${/^\d+$/.test(id) ? count(Number(id)) : id.slice(0, 20)}`), ...ledger.blockView(id).filter(Boolean)]}),
  };

  function accountView(id) {
    const body = ledger.accountView(id).filter(Boolean);
    return [head(`Account ${ledger.accountTitle(id)}`), ...body];
  }

  function signature(subject) {
    const {proof, image, trouble, loading, hidden, agreedShown} = open;
    const more = open.kind === 'node' ? [standingOf(open.id), recentOf(open.id).map((task) => task.id + task.phase)] : [];
    return JSON.stringify([subject, Boolean(proof), Boolean(image), trouble, loading, [...hidden], agreedShown, more, ledger.sign(), trust.sign(), Boolean(state.ledger)]);
  }

  async function fetchWhenDecided(task) {
    if (task?.outcome && !open.outcome) {
      open.outcome = task.outcome;
      open.trouble = '';
    }
    if (open.loading || open.proof || open.trouble || (task && !task.outcome)) return;
    const mine = open;
    if (!task && mine.tries < PATIENCE) return later(mine); // the feed may be about to tell of it
    mine.loading = true;
    try {
      const [proof, image] = await Promise.all([get(`/v1/tasks/${mine.id}/proof`, 'json'), get(`/v1/tasks/${mine.id}/picture`, 'blob')]);
      mine.size = await sizeOf(image);
      mine.proof = proof;
      mine.image = URL.createObjectURL(image);
    } catch (trouble) {
      if (trouble.early && mine.tries < TRIES_MAX) return later(mine);
      mine.trouble = trouble.message;
    }
    mine.loading = false;
    if (mine === open) draw();
    else if (mine.image) URL.revokeObjectURL(mine.image);
  }

  /** The verdict is known before it is kept everywhere: asks again in a moment. */
  function later(mine) {
    mine.tries += 1;
    mine.loading = true;
    setTimeout(() => {
      mine.loading = false;
      if (mine === open) draw();
    }, RETRY_MILLIS);
  }

  async function get(url, form) {
    return ask(url, form, key()).catch((problem) => {
      if (problem.status === 401) throw new Error('This node shows pictures only with an API key: enter one under “Try it”.');
      throw problem.status === 404 ? missing(problem.code) : problem;
    });
  }

  function missing(code) {
    const early = code === 'not-decided';
    const words = early ? 'This task has no verdict yet.' : 'The network no longer keeps this task’s picture and answers.';
    return Object.assign(new Error(words), {early});
  }

  function head(title, badge) {
    return h('div', {class: 'card-head'}, h('button', {class: 'quiet back', id: 'details-back', type: 'button', onclick: onClose}, '← All tasks'), h('div', {class: 'details-title'}, h('h2', {}, title), badge));
  }

  function taskView(task) {
    const title = `Task ${brief(open.id)}`;
    if (!task && !open.proof) {
      return [head(title), h('p', {class: 'none'}, open.trouble || (open.loading ? 'Loading…' : 'This task is not among the newest; the node is asked for it.'))];
    }
    const kind = task ? outcomeGlyph(task) : open.proof.outcome === 'agreed' ? 'agreed' : 'disputed';
    const badge = h('span', {class: `verdict verdict-${kind} badge`}, glyph(kind), task ? verdict(task) : open.proof.outcome);
    return [
      head(title, badge),
      task ? clocks(task) : null,
      pictureView(task),
      ballots(task),
      detections(),
      ledger.paymentView(open.id),
      h('dl', {class: 'facts'}, facts(task)),
    ].filter(Boolean);
  }

  function clocks(task) {
    return h('div', {class: 'clocks'}, clock('Acknowledged', task.ackMillis, state.targets.ackMillis), clock('Verdict', task.verdictMillis, state.targets.verdictMillis));
  }

  function voices(task) {
    const order = task ? task.ballots.map((ballot) => ballot.node) : [];
    const proven = open.proof?.ballots ?? [];
    const ids = [...new Set([...order, ...proven.map((ballot) => ballot.node)])];
    return ids.map((id, index) => {
      const seen = task?.ballots.find((ballot) => ballot.node === id);
      const shown = proven.find((ballot) => ballot.node === id);
      const dissents = open.proof ? open.proof.dissent.includes(id) : seen?.stage === 'dissented';
      const agrees = open.proof ? open.proof.agreed.includes(id) : seen?.stage === 'agreed';
      return {id, index, letter: LETTERS[index % 26], seen, answered: Boolean(shown), detections: shown?.detections ?? [], dissents, agrees};
    });
  }

  function pictureView(task) {
    if (!open.proof || !open.image) {
      const words = open.trouble || (task?.outcome || open.loading ? 'Fetching the picture and the answers…' : 'The picture is shown with its verdict.');
      return h('div', {class: 'picture-wait'}, h('p', {}, words), open.trouble ? h('button', {class: 'quiet', id: 'details-retry', type: 'button', onclick: again}, 'Try again') : null);
    }
    const view = () => picture(scene(task));
    const large = () => {
      const dialog = $('large');
      dialog.replaceChildren(h('button', {class: 'quiet', type: 'button', onclick: () => dialog.close()}, 'Close'), view());
      dialog.showModal();
    };
    return h('div', {class: 'picture-frame'}, view(), h('button', {class: 'quiet enlarge', id: 'details-large', type: 'button', onclick: large}, 'Enlarge'));
  }

  function scene(task) {
    const all = voices(task);
    const {answer} = open.proof;
    const size = answer?.width ? answer : (open.proof.ballots.find((ballot) => ballot.width) ?? open.size);
    const shown = all.filter((voice) => voice.answered && !open.hidden.has(voice.id));
    return {src: open.image, width: size.width, height: size.height, voices: shown, agreed: open.agreedShown ? (answer?.detections ?? []) : null};
  }

  function again() {
    open.trouble = '';
    open.tries = 0;
    draw();
  }

  function toggle(id) {
    if (!open.hidden.delete(id)) open.hidden.add(id);
    draw();
  }

  function ballots(task) {
    const all = voices(task);
    if (!all.length) return h('p', {class: 'none'}, 'No node has been asked yet.');
    return h(
      'section',
      {class: 'ballots', 'aria-label': 'Each node’s answer'},
      h('ul', {}, all.map((voice) => ballot(voice))),
      open.proof?.answer?.detections ? agreedToggle() : null,
    );
  }

  function agreedToggle() {
    const change = () => {
      open.agreedShown = !open.agreedShown;
      draw();
    };
    return h('label', {class: 'agreed-toggle'}, check('voice-agreed', open.agreedShown, change), h('span', {class: 'swatch swatch-agreed', 'aria-hidden': 'true'}), 'What they agreed on');
  }

  function ballot(voice) {
    const node = state.nodes.get(voice.id);
    const stage = voice.agrees ? 'agreed' : voice.dissents ? 'dissented' : (voice.seen?.stage ?? 'revealed');
    const kind = {agreed: 'agreed', dissented: 'dissented', declined: 'failed'}[stage] ?? 'open';
    return h(
      'li',
      {class: voice.dissents ? 'dissents' : null},
      h(
        'label',
        {},
        check(`voice-${voice.index}`, voice.answered && !open.hidden.has(voice.id), () => toggle(voice.id), !voice.answered, `Show the boxes of ${node?.name ?? voice.id.slice(0, 8)}`),
        h('span', {class: `swatch swatch-${voice.index % 8}`, 'aria-hidden': 'true'}, voice.letter),
      ),
      h('a', {href: `#node=${voice.id}`, id: `ballot-${voice.index}`}, node?.name ?? voice.id.slice(0, 8)),
      h('span', {class: `verdict verdict-${kind}`}, glyph(kind, 12), STAGES[stage]),
      h('span', {class: 'after'}, voice.seen ? millis(voice.seen.after) : ''),
    );
  }

  const check = (id, checked, onchange, disabled, label) => {
    const box = h('input', {type: 'checkbox', id, onchange, disabled, 'aria-label': label});
    box.checked = checked;
    return box;
  };

  function detections() {
    if (!open.proof) return null;
    const all = voices(state.tasks.get(open.id)).filter((voice) => voice.answered);
    const found = objects(all);
    if (!found.length) return h('p', {class: 'none'}, 'No node found an object in this picture.');
    const agreed = open.proof.answer?.detections ?? [];
    return h('details', {class: 'found', id: 'details-found', open: true}, h('summary', {id: 'details-found-summary'}, `${count(found.length)} ${found.length === 1 ? 'object' : 'objects'} named`), h('ul', {}, found.slice(0, 60).map((object) => foundLine(object, agreed, all.length))));
  }

  function foundLine(object, agreed, all) {
    const sure = agreed.some((each) => each.label === object.label && Math.abs(each.box.x - object.box.x) < object.box.w / 2 && Math.abs(each.box.y - object.box.y) < object.box.h / 2);
    return h('li', {}, h('span', {class: `verdict verdict-${sure ? 'agreed' : 'dissented'}`}, glyph(sure ? 'agreed' : 'dissented', 12)), h('b', {}, object.label), h('span', {}, `${Math.round(100 * score(object))}%`), h('span', {class: 'after'}, `${object.by.length} of ${all}: ${object.by.map((each) => each.letter).join(' ')}`));
  }

  function facts(task) {
    const model = task && state.models[task.model];
    const leader = task && state.nodes.get(task.leader);
    const pairs = [
      ['Task', copied(open.id)],
      task && ['Accepted', time(task.acceptedAt)],
      task && ['Gateway', h('a', {href: `#node=${task.leader}`}, leader?.name ?? task.leader.slice(0, 8))],
      task && ['Model', model ? `${model.name} ${model.version}` : task.model.slice(0, 12)],
      open.proof?.detail && ['Why', open.proof.detail],
      open.proof && ['Proof', proofLink()],
    ];
    return pairs.filter(Boolean).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]);
  }

  /** A link carries no API key: where one is needed, what it brought is handed on. */
  function proofLink() {
    const words = 'signed answers (JSON)';
    if (!key()) return h('a', {href: `/v1/tasks/${open.id}/proof`, target: '_blank', rel: 'noopener'}, words);
    open.file ??= URL.createObjectURL(new Blob([JSON.stringify(open.proof, null, 2)], {type: 'application/json'}));
    return h('a', {href: open.file, download: `${open.id}.proof.json`}, words);
  }

  const standingOf = (id) => standings(state.tasks).get(id);
  const recentOf = (id) => [...state.tasks.values()].filter((task) => task.leader === id || task.ballots.some((ballot) => ballot.node === id)).slice(-8).reverse();

  function nodeView(node) {
    if (!node) return [head(`Node ${open.id.slice(0, 8)}`), h('p', {class: 'none'}, 'This node is no longer on the map.')];
    const standing = standingOf(node.id);
    const all = standing ? standing.agreed + standing.dissented : 0;
    const rows = [
      ['Operator', node.operator],
      ...(node.volunteer ? [['Takes part', 'as a volunteer, by way of a gateway']] : []),
      ['Declared place', place(node)],
      ['Busy', `${count(node.busy)} of ${count(node.slots)} slots`],
      ['Agreed', standing ? `${percent(standing.agreed, all)} of its last ${count(all)} answers` : 'no answer seen yet'],
      ['Models', node.models.map((id) => (state.models[id] ? `${state.models[id].name} ${state.models[id].version}` : id.slice(0, 12))).join(', ') || 'none'],
      ...seat(node.id),
      ['Up for', since(node.startedAt, state.at)],
      ['Address', node.address || 'none'],
      ['Public key', copied(node.id)],
    ];
    return [
      head(node.name, h('span', {class: `state state-${node.state} badge`}, h('i'), STATES[node.state])),
      node.id === state.self ? h('p', {class: 'none'}, 'This page comes from this node.') : null,
      h('dl', {class: 'facts'}, rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
      ...trust.view(node.id, state.models),
      h('h3', {}, 'Its latest tasks'),
      h('ul', {class: 'mini'}, recentOf(node.id).map((task) => mini(task, node.id))),
    ].filter(Boolean);
  }

  /** Its votes in the ledger, and its account. */
  function seat(id) {
    if (!state.ledger) return [];
    const all = state.ledger.seats.reduce((sum, [, power]) => sum + power, 0);
    const power = state.ledger.seats.find(([node]) => node === id)?.[1] ?? 0;
    const proposed = state.blocks.filter((block) => block.proposer === id).length;
    return [
      ['Votes', power ? `${count(power)} of ${count(all)} (${percent(power, all)}) in the ledger; proposed ${count(proposed)} of the last ${count(state.blocks.length)} blocks` : 'none: it follows the ledger'],
      ['Account', h('a', {href: `#account=${id}`}, 'what it has earned')],
    ];
  }

  function mini(task, id) {
    const ballot = task.ballots.find((each) => each.node === id);
    const kind = ballot ? ({agreed: 'agreed', dissented: 'dissented', declined: 'failed'}[ballot.stage] ?? 'open') : outcomeGlyph(task);
    return h('li', {}, h('span', {class: `verdict verdict-${kind}`}, glyph(kind, 12)), h('a', {href: `#task=${task.id}`}, h('code', {}, brief(task.id))), h('span', {class: 'after'}, ballot ? STAGES[ballot.stage] : 'led it'));
  }

  return {
    show,
    close,
    isOpen: () => Boolean(open),
    update(newState) {
      state = newState;
      ledger.update(newState);
      draw();
    },
  };
}

async function sizeOf(image) {
  const bitmap = await createImageBitmap(image).catch(() => null);
  const size = {width: bitmap?.width ?? 4, height: bitmap?.height ?? 3};
  bitmap?.close();
  return size;
}

function clock(name, value, target) {
  const known = value > 0;
  const late = known && value > target;
  const bar = h('i');
  bar.style.width = `${known ? Math.min(100, Math.max(2, (100 * value) / target)) : 0}%`;
  return h('div', {class: `clock-row ${late ? 'late' : ''}`}, h('span', {}, name), h('b', {}, known ? millis(value) : 'pending'), h('div', {class: 'gauge', 'aria-hidden': 'true'}, bar), h('small', {}, late ? `over the ${target / 1000} s allowed` : `of ${target / 1000} s`));
}

function copied(words) {
  const button = h('button', {class: 'copy', type: 'button', 'aria-label': `Copy ${words}`, onclick: async () => {
    await navigator.clipboard?.writeText(words);
    text(button, 'Copied');
  }}, 'Copy');
  return h('span', {class: 'copied'}, h('code', {}, words.length > 40 ? `${words.slice(0, 16)}…${words.slice(-8)}` : words), button);
}
