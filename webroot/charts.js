// Three small charts over the last five minutes; new data at most once a second.

import {$, h, text} from './dom.js';
import {millis, rate} from './format.js';

// positions in a second's nine numbers
const AT = 0;
const [ACCEPTED, AGREED, DISPUTED, UNSETTLED, ACK50, ACK99, VERDICT50, VERDICT99] = [1, 2, 3, 4, 5, 6, 7, 8];

const CHARTS = [
  {
    id: 'chart-rate',
    format: rate,
    floor: 2,
    series: [
      {name: 'agreed', at: AGREED, ink: 'agreed', area: true},
      {name: 'accepted', at: ACCEPTED, ink: 'ask', dash: [4, 3]},
      {name: 'disputed', at: DISPUTED, ink: 'disputed', dash: [2, 2]},
      {name: 'without verdict', at: UNSETTLED, ink: 'failed', dash: [1, 3]},
    ],
  },
  {
    id: 'chart-ack',
    format: millis,
    floor: 20,
    series: [
      {name: 'p99', at: ACK99, ink: 'ask'},
      {name: 'p50', at: ACK50, ink: 'muted', dash: [4, 3]},
    ],
  },
  {
    id: 'chart-verdict',
    format: millis,
    floor: 20,
    series: [
      {name: 'p99', at: VERDICT99, ink: 'commit'},
      {name: 'p50', at: VERDICT50, ink: 'muted', dash: [4, 3]},
    ],
  },
];

export function createCharts() {
  let charts = [];
  let seconds = [];

  function build() {
    for (const {plot} of charts) plot.destroy();
    charts = CHARTS.map((chart) => ({...chart, ...make(chart)}));
    draw();
  }

  function draw() {
    if (!seconds.length) return;
    const times = seconds.map((second) => second[AT]);
    for (const chart of charts) {
      const columns = chart.series.map(({at}) => seconds.map((second) => (second[at] < 0 ? null : second[at])));
      chart.plot.setData([times, ...columns]);
      const latest = columns.map((column) => column.findLast((value) => value !== null) ?? null);
      chart.keys.forEach((key, i) => text(key, latest[i] === null ? '–' : chart.format(latest[i])));
      text($(`${chart.id}-text`), `Latest: ${chart.series.map(({name}, i) => `${name} ${latest[i] === null ? 'none' : chart.format(latest[i])}`).join(', ')}`);
    }
  }

  const observer = new ResizeObserver(() => {
    for (const {plot, host} of charts) plot.setSize({width: inner(host), height: 132});
  });
  for (const {id} of CHARTS) observer.observe($(id));
  build();
  return {
    show(state) {
      if (seconds === state.seconds) return;
      seconds = state.seconds;
      draw();
    },
    recolour: build,
  };
}

/** Without the padding of the plot's frame. */
const inner = (host) => Math.max(120, host.clientWidth - 20);

function make(chart) {
  const host = $(chart.id);
  host.replaceChildren();
  const style = getComputedStyle(host);
  const ink = (name) => style.getPropertyValue(`--${name}`).trim();
  const keys = chart.series.map(() => h('b', {}, '–'));
  host.append(
    h('div', {class: 'keys', 'aria-hidden': 'true'}, chart.series.map((series, i) => h('span', {class: `key key-${series.ink} ${series.dash ? 'dashed' : ''}`}, h('i'), series.name, ' ', keys[i]))),
  );
  const axis = {
    stroke: ink('muted'),
    font: '11px Inter, system-ui, sans-serif',
    grid: {stroke: ink('line'), width: 1},
    ticks: {show: false},
  };
  const plot = new uPlot(
    {
      width: inner(host),
      height: 132,
      padding: [8, 8, 0, 0],
      legend: {show: false},
      cursor: {y: false, points: {size: 6}, drag: {x: false, y: false}},
      scales: {x: {time: true}, y: {range: (self, low, high) => [0, Math.max(chart.floor, high ?? 0) * 1.15]}},
      axes: [
        {...axis, size: 26, space: 70, values: (self, ticks) => ticks.map((tick) => clock(tick)), grid: {show: false}},
        {...axis, size: 54, space: 34, values: (self, ticks) => ticks.map((tick) => chart.format(tick))},
      ],
      series: [
        {},
        ...chart.series.map((series) => ({
          label: series.name,
          stroke: ink(series.ink),
          width: 1.75,
          dash: series.dash,
          fill: series.area ? `${ink(series.ink)}22` : undefined,
          points: {show: false},
          spanGaps: true,
        })),
      ],
    },
    [[], ...chart.series.map(() => [])],
    host,
  );
  return {plot, host, keys};
}

const hours = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const clock = (tick) => hours.format(new Date(tick * 1000));
