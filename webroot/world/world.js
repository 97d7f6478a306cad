// The map: three stacked canvases. The base is drawn once per size, view and theme; the nodes at
// most twice a second; what flies in every frame, and only while something flies.

import {$, text} from '../dom.js';
import {STATES, count, place as placeText} from '../format.js';
import {legs} from './flight.js';
import {listen} from './input.js';
import {bounded, divide, finder, place, projectionFor, viewed, zoomed} from './layout.js';
import * as paint from './paint.js';

const NODES_MILLIS = 500;
const FLYING_MAX = 2000;

export function createWorld({onNode}) {
  const host = $('map');
  const layers = Object.fromEntries(['base', 'nodes', 'packets'].map((name) => [name, $(`layer-${name}`).getContext('2d')]));
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const counters = {base: 0, nodes: 0, packets: 0, shown: 0, packetMillis: 0};
  const world = {state: null, view: {k: 1, x: 0, y: 0}, here: null, frozen: false};
  let size = {width: 0, height: 0};
  let geometry = null; // countries, when they have come
  let areas = divide(1, 1, 0, 0);
  let paths = null;
  let projection = null;
  let spots = new Map();
  let points = [];
  let bubbles = [];
  let find = () => null;
  let ink = paint.inks(host);
  let flying = [];
  const memory = new Map();
  const answers = new Map();
  let frame = 0;
  let nodesTimer = 0;
  let nodesAt = 0;
  let shape = '';

  const moving = () => !still.matches && !document.hidden && !world.frozen;

  function resize() {
    const box = host.getBoundingClientRect();
    if (!box.width || !box.height) return;
    size = {width: Math.round(box.width), height: Math.round(box.height)};
    const scale = Math.min(2, devicePixelRatio || 1);
    for (const ctx of Object.values(layers)) {
      ctx.canvas.width = Math.round(size.width * scale);
      ctx.canvas.height = Math.round(size.height * scale);
      ctx.setTransform(scale, 0, 0, scale, 0, 0);
    }
    shape = '';
    arrange();
  }

  /** Places everything anew: after a new size, or when nodes came, went or moved. */
  function arrange() {
    const all = world.state?.nodes ?? new Map();
    const unplaced = [...all.values()].filter((node) => !node.place).length;
    areas = divide(size.width, size.height, unplaced, all.size);
    host.style.setProperty('--below', `${areas.strip && areas.strip.y ? areas.strip.height : 0}px`);
    const wanted = `${size.width}:${size.height}:${areas.world.width}:${areas.world.height}`;
    if (wanted !== shape && geometry) {
      shape = wanted;
      projection = projectionFor(areas.world, d3);
      const path = d3.geoPath(projection);
      paths = {
        land: new Path2D(path(geometry.land)),
        borders: new Path2D(path(geometry.borders)),
        graticule: new Path2D(path(geometry.graticule)),
      };
      world.view = bounded(world.view, areas.world);
    }
    if (projection) {
      spots = place(all, areas, projection);
      drawBase(unplaced);
      look();
    }
  }

  function drawBase(unplaced) {
    if (!paths) return;
    counters.base += 1;
    paint.base(layers.base, {size, areas, view: world.view, paths, ink, unplaced});
  }

  /** Applies zoom and pan to the places, and draws the nodes now. */
  function look() {
    points = [];
    for (const [id, spot] of spots) {
      const [x, y] = viewed(spot, world.view);
      points.push({id, x, y, node: spot.node, placed: spot.placed});
    }
    find = finder(points.filter(visible));
    drawNodes();
  }

  function drawNodes() {
    clearTimeout(nodesTimer);
    nodesTimer = 0;
    nodesAt = performance.now();
    if (document.hidden || !projection) return;
    counters.nodes += 1;
    const painted = paint.nodes(layers.nodes, {
      size, areas, points: points.filter(visible), ink, here: world.here, self: world.state?.self, answers: still.matches ? answers : null,
    });
    counters.shown = painted.shown;
    bubbles = painted.bubbles;
  }

  /** Zoomed, the world must not run into the strip. */
  function visible({x, y, placed}) {
    const {world: area} = areas;
    return !placed || (x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height);
  }

  function drawNodesSoon() {
    if (nodesTimer) return;
    nodesTimer = setTimeout(drawNodes, Math.max(0, nodesAt + NODES_MILLIS - performance.now()));
  }

  const at = (id) => {
    const spot = spots.get(id);
    return spot ? viewed(spot, world.view) : null;
  };

  function fly() {
    frame = 0;
    const flows = world.state?.flows ?? [];
    if (!moving()) {
      flying = [];
      layers.packets.clearRect(0, 0, size.width, size.height);
      return;
    }
    const now = performance.now();
    counters.packets += 1;
    if (flows.length) {
      flying = [];
      paint.flows(layers.packets, {size, list: flows, at, ink, now});
    } else {
      flying = paint.packets(layers.packets, {size, flying, at, ink, now});
    }
    counters.packetMillis += performance.now() - now;
    if (flying.length || flows.length) frame = requestAnimationFrame(fly);
  }

  function launch(changes) {
    for (const {task, before} of changes) {
      for (const ballot of task.ballots) {
        if (task.outcome && !before?.outcome && ballot.stage !== 'dropped') {
          answers.set(ballot.node, (answers.get(ballot.node) ?? 0) + 1);
        }
      }
    }
    if (!moving()) return;
    const now = performance.now();
    for (const {task, before} of world.state.flows.length ? [] : changes) {
      if (flying.length < FLYING_MAX) flying.push(...legs(before, task, now, memory));
    }
    if (memory.size > 1000) memory.clear();
    if (!frame && (flying.length || world.state.flows.length)) frame = requestAnimationFrame(fly);
  }

  function lookAt(view) {
    world.view = bounded(view, areas.world);
    $('pad').hidden = world.view.k === 1;
    $('zoom-out').disabled = world.view.k === 1;
    $('zoom-in').disabled = world.view.k >= 16;
    host.classList.toggle('zoomed', world.view.k > 1);
    drawBase([...spots.values()].filter((spot) => !spot.placed).length);
    look();
  }

  const middle = () => [areas.world.x + areas.world.width / 2, areas.world.y + areas.world.height / 2];
  const zoom = (factor, point = middle()) => lookAt(zoomed(world.view, factor, point, areas.world));
  const pan = (dx, dy) => lookAt({...world.view, x: world.view.x + dx, y: world.view.y + dy});

  function select(id, {quiet = false} = {}) {
    world.here = id;
    const point = points.find((each) => each.id === id);
    const option = $('walker-here');
    if (point) {
      const index = points.indexOf(point) + 1;
      text(option, `${describe(point.node)} (${index} of ${points.length})`);
      if (!quiet) reveal(point);
    }
    drawNodes();
  }

  /** Brings a node into view when zoom has pushed it out. */
  function reveal(point) {
    const {world: area} = areas;
    if (!point.placed || (point.x > area.x + 20 && point.x < area.x + area.width - 20 && point.y > area.y + 20 && point.y < area.y + area.height - 20)) return;
    const [mx, my] = middle();
    pan(mx - point.x, my - point.y);
  }

  const bubbleAt = (x, y) => bubbles.find((each) => Math.hypot(each.x - x, each.y - y) <= each.radius);

  function tip(point) {
    if (point) tell(point, describe(point.node));
    else $('tip').hidden = true;
  }

  /** Words beside a point, always within the map. */
  function tell({x, y}, words) {
    const box = $('tip');
    box.hidden = false;
    text(box, words);
    box.style.left = `${Math.max(8, Math.min(size.width - 238, x + 16))}px`;
    box.style.top = `${Math.max(8, y > size.height - 80 ? y - 64 : y + 16)}px`;
  }

  function recolour() {
    ink = paint.inks(host);
    arrange();
  }

  listen(host, {
    select,
    zoom,
    pan,
    lookAt,
    tip,
    tell,
    onNode,
    bubbleAt,
    find: (...where) => find(...where),
    view: () => world.view,
    points: () => points,
    here: () => points.find((point) => point.id === world.here),
    first: () => points.find((point) => point.id === world.state?.self) ?? points[0],
  });
  new ResizeObserver(resize).observe(host);
  still.addEventListener('change', recolour);

  return {
    counters,
    recolour,
    select,
    /** The countries have come. */
    geography(topology) {
      const countries = topology.objects.countries;
      geometry = {
        land: topojson.merge(topology, countries.geometries.filter((each) => each.id !== '010')),
        borders: topojson.mesh(topology, countries, (a, b) => a !== b),
        graticule: d3.geoGraticule().step([30, 30])(),
      };
      resize();
    },
    /** A new state of the network. */
    show(state) {
      const before = world.state;
      world.state = state;
      if (before?.nodes !== state.nodes) {
        if (moved(before, state)) arrange();
        else freshen(state);
        drawNodesSoon();
      }
      launch(state.changed.tasks);
      if (still.matches && state.changed.tasks.length) drawNodesSoon();
    },
    freeze(frozen) {
      world.frozen = frozen;
      if (!frozen && flying.length && !frame) frame = requestAnimationFrame(fly);
    },
    wake() {
      flying = [];
      memory.clear();
      drawNodes();
    },
    counted: () => counters.shown,
    spot: (id) => at(id),
  };

  function moved(before, state) {
    if (!before || before.nodes.size !== state.nodes.size) return true;
    return state.changed.nodes.some((node) => {
      const old = before.nodes.get(node.id);
      return !old || String(old.place) !== String(node.place) || old.name !== node.name;
    });
  }

  /** The nodes lie where they lay, but say something new of themselves. */
  function freshen(state) {
    const fresh = new Map(state.changed.nodes.map((node) => [node.id, node]));
    for (const point of points) point.node = fresh.get(point.id) ?? point.node;
    for (const [id, node] of fresh) if (spots.has(id)) spots.get(id).node = node;
  }
}

/** A node in a sentence. */
export function describe(node) {
  const load = node.slots ? `, ${count(node.busy)} of ${count(node.slots)} busy` : '';
  return `${node.name}, ${STATES[node.state].toLowerCase()}${load} · ${node.operator} · ${placeText(node)}`;
}
