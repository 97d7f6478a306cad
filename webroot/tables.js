// The map's twin for everybody who would rather read: all nodes and all tasks, and where they are.

import {$, glyph, h, outcomeGlyph, text} from './dom.js';
import {STATES, brief, count, millis, percent, place, time, verdict} from './format.js';
import {standings} from './state.js';
import {createTable} from './table.js';

export function createTables() {
  let state = null;
  let agreement = new Map();
  const modelName = (id) => state.models[id]?.name ?? brief(id);
  const kindOf = (node) => (node.volunteer ? ' · volunteer' : '');
  const nodeName = (id) => state.nodes.get(id)?.name ?? id.slice(0, 8);

  const nodes = createTable($('panel-nodes'), {
    caption: 'Nodes of the network',
    noun: ['node', 'nodes'],
    empty: 'No node is known yet.',
    sort: ['name', 1],
    search: (node) => `${node.name}${kindOf(node)} ${node.operator} ${node.id} ${STATES[node.state]} ${node.models.map(modelName).join(' ')}`,
    columns: [
      {key: 'name', title: 'Node', value: (node) => node.name, cell: (node) => [node.name + kindOf(node), () => h('span', {}, h('a', {href: `#node=${node.id}`}, node.name), kindOf(node))]},
      {key: 'state', title: 'State', value: (node) => node.state, cell: (node) => [node.state, () => h('span', {class: `state state-${node.state}`}, h('i'), STATES[node.state])]},
      {key: 'agreed', title: 'Agreed', value: (node) => share(node), cell: (node) => [agreedText(node), () => agreedCell(node)]},
      {key: 'busy', title: 'Busy', value: (node) => node.busy, cell: (node) => `${count(node.busy)} of ${count(node.slots)}`},
      {key: 'operator', title: 'Operator', narrow: true, value: (node) => node.operator, cell: (node) => node.operator},
      {key: 'place', title: 'Declared place', narrow: true, value: (node) => place(node), cell: (node) => place(node)},
      {key: 'models', title: 'Models', narrow: true, value: (node) => node.models.length, cell: (node) => node.models.map(modelName).join(', ') || 'none'},
      {key: 'id', title: 'Key', narrow: true, value: (node) => node.id, cell: (node) => [node.id, () => h('code', {}, node.id.slice(0, 8))]},
    ],
  });

  const tasks = createTable($('panel-tasks'), {
    caption: 'The newest tasks',
    noun: ['task', 'tasks'],
    empty: 'No task has come yet.',
    sort: ['accepted', -1],
    search: (task) => `${task.id} ${verdict(task)} ${nodeName(task.leader)} ${modelName(task.model)} ${task.ballots.map((ballot) => nodeName(ballot.node)).join(' ')}`,
    columns: [
      {key: 'id', title: 'Task', value: (task) => task.id, cell: (task) => [task.id, () => h('a', {href: `#task=${task.id}`, 'aria-label': `Task ${brief(task.id)}`}, h('code', {}, brief(task.id)))]},
      {key: 'verdict', title: 'Verdict', value: (task) => verdict(task), cell: (task) => [verdict(task), () => h('span', {class: `verdict verdict-${outcomeGlyph(task)}`}, glyph(outcomeGlyph(task)), verdict(task))]},
      {key: 'accepted', title: 'Accepted', value: (task) => task.acceptedAt, cell: (task) => time(task.acceptedAt)},
      {key: 'ack', title: 'Acknowledged', narrow: true, value: (task) => task.ackMillis, cell: (task) => (task.ackMillis ? millis(task.ackMillis) : '–')},
      {key: 'answered', title: 'Verdict after', value: (task) => task.verdictMillis, cell: (task) => (task.verdictMillis ? millis(task.verdictMillis) : '–')},
      {key: 'nodes', title: 'Answered by', narrow: true, value: (task) => task.ballots.length, cell: (task) => task.ballots.map((ballot) => nodeName(ballot.node)).join(', ') || '–'},
      {key: 'dissent', title: 'Dissent', narrow: true, value: (task) => dissent(task).length, cell: (task) => dissent(task).map((ballot) => nodeName(ballot.node)).join(', ') || '–'},
      {key: 'leader', title: 'Gateway', narrow: true, value: (task) => nodeName(task.leader), cell: (task) => nodeName(task.leader)},
    ],
  });

  function share(node) {
    const standing = agreement.get(node.id);
    return standing ? standing.agreed / (standing.agreed + standing.dissented) : -1;
  }

  function agreedText(node) {
    const standing = agreement.get(node.id);
    return standing ? `${percent(standing.agreed, standing.agreed + standing.dissented)} of ${count(standing.agreed + standing.dissented)}` : '–';
  }

  function agreedCell(node) {
    const value = share(node);
    return h('span', {class: value >= 0 && value < 0.5 ? 'dissenting' : null}, value >= 0 && value < 0.5 ? glyph('dissented', 12) : null, agreedText(node));
  }

  tabs();
  return {
    show(newState) {
      state = newState;
      agreement = standings(state.tasks);
      nodes.show([...state.nodes.values()]);
      tasks.show([...state.tasks.values()]);
      text($('count-nodes'), count(nodes.size()));
      text($('count-tasks'), count(tasks.size()));
    },
    counted: () => ({nodes: nodes.size(), tasks: tasks.size()}),
  };
}

const dissent = (task) => task.ballots.filter((ballot) => ballot.stage === 'dissented');

function tabs() {
  const all = ['nodes', 'tasks'].map((name) => ({tab: $(`tab-${name}`), panel: $(`panel-${name}`)}));
  const choose = (chosen, focus) => {
    for (const {tab, panel} of all) {
      const on = tab === chosen;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      panel.hidden = !on;
    }
    if (focus) chosen.focus();
  };
  for (const {tab} of all) {
    tab.addEventListener('click', () => choose(tab, false));
    tab.addEventListener('keydown', (event) => {
      const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
      if (step) {
        const index = all.findIndex((each) => each.tab === tab);
        choose(all[(index + step + all.length) % all.length].tab, true);
      }
    });
  }
}
