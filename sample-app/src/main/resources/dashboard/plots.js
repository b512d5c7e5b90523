// SPDX-License-Identifier: Apache-2.0
// The plots: what they show, and a bounded history of points.

const LONGEST_HISTORY = 300;

const count = (value) => (value < 10 && value % 1 !== 0 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));
const millis = (value) => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
const percent = (value) => `${Math.round(value)} %`;
const mebibytes = (value) => `${value.toFixed(1)} MiB`;

const PLOTS = [
  {
    title: 'Connections',
    series: [['active', 'active', count], ['idle', 'idle', count], ['pending', 'pending', count], ['maximum', 'limit', count]],
  },
  {
    title: 'Wait at the write gate',
    series: [['waitP50', 'p50', millis], ['waitP95', 'p95', millis], ['waitP99', 'p99', millis]],
  },
  {
    title: 'Time in the write gate',
    series: [['holdP50', 'p50', millis], ['holdP95', 'p95', millis], ['holdP99', 'p99', millis]],
  },
  {
    title: 'Use of the write gate',
    series: [['utilisation', 'in use', percent], ['queue', 'queue', count, 'right']],
  },
  {
    title: 'Requests per second',
    series: [['requests', 'requests', count], ['errors', 'errors', count], ['busyRetries', 'busy retries', count]],
  },
  {
    title: 'Writes per second',
    series: [['writes', 'writes', count], ['contended', 'had to wait', count]],
  },
  {
    title: 'Write-ahead log',
    series: [['walMebibytes', 'size', mebibytes], ['checkpoints', 'checkpoints', count, 'right']],
  },
  {
    title: 'Batch writers',
    series: [['batchDepth', 'waiting', count], ['batchWritten', 'written per second', count, 'right']],
  },
];

/** All plots on the page. */
export class Plots {
  #points = [];
  #cards;

  constructor(parent) {
    this.#cards = PLOTS.map((plot) => new Card(parent, plot));
    const draw = () => this.#draw();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#cards.forEach((card) => card.createPlot());
      draw();
    });
    new ResizeObserver(() => this.#cards.forEach((card) => card.fit())).observe(parent);
    document.addEventListener('visibilitychange', draw);
  }

  /** Replaces the history. */
  replace(points) {
    this.#points = points.slice(-LONGEST_HISTORY);
    this.#draw();
  }

  /** Adds a point and forgets the oldest one beyond five minutes. */
  add(point) {
    this.#points.push(point);
    if (this.#points.length > LONGEST_HISTORY) {
      this.#points.shift();
    }
    this.#draw();
  }

  #draw() {
    if (!document.hidden && this.#points.length > 0) {
      this.#cards.forEach((card) => card.draw(this.#points));
    }
  }
}

/** One plot with its newest figures. */
class Card {
  #definition;
  #place;
  #figures;
  #plot;

  constructor(parent, definition) {
    this.#definition = definition;
    const card = document.createElement('article');
    card.className = 'card';
    const title = document.createElement('h2');
    title.textContent = definition.title;
    const list = document.createElement('dl');
    list.className = 'figures';
    this.#figures = definition.series.map(([, label], index) => addFigure(list, label, index + 1));
    this.#place = document.createElement('div');
    this.#place.className = 'plot';
    this.#place.setAttribute('role', 'img');
    this.#place.setAttribute('aria-label', `${definition.title}, last five minutes`);
    card.append(title, list, this.#place);
    parent.append(card);
    this.createPlot();
  }

  /** Creates the plot in the colours of the moment. */
  createPlot() {
    this.#plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--quiet'), font: '11px system-ui, "DejaVu Sans", sans-serif', grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const vertical = { ...axis, size: 48, gap: 4, space: 26, values: (plot, marks) => marks.map(shortNumber) };
    const right = this.#definition.series.some((series) => series[3] === 'right');
    const range = (plot, low, high) => [0, Math.max(high ?? 0, 1) * 1.08];
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { size: 6 } },
        scales: { y: { range }, right: { range } },
        axes: [
          { ...axis, size: 26, gap: 4, space: 70, values: (plot, marks) => marks.map(clockTime) },
          vertical,
          ...(right ? [{ ...vertical, scale: 'right', side: 1, size: 40, grid: { show: false } }] : []),
        ],
        series: [
          {},
          ...this.#definition.series.map(([, label, , scale], index) => ({
            label,
            scale: scale ?? 'y',
            stroke: colour(`--series-${index + 1}`),
            width: 1.5,
            dash: index === 3 ? [4, 4] : undefined,
            points: { show: false },
          })),
        ],
      },
      [[], ...this.#definition.series.map(() => [])],
      this.#place,
    );
    this.#plot.root.setAttribute('aria-hidden', 'true');
  }

  fit() {
    this.#plot.setSize(this.#size());
  }

  draw(points) {
    const columns = this.#definition.series.map(([name]) => points.map((point) => point[name] ?? null));
    this.#plot.setData([points.map((point) => point.time / 1000), ...columns]);
    this.#definition.series.forEach(([name, , format], index) => {
      const newest = points[points.length - 1][name];
      this.#figures[index].textContent = newest === undefined ? '–' : format(newest);
    });
  }

  #size() {
    return { width: Math.max(this.#place.clientWidth, 100), height: this.#place.clientHeight || 130 };
  }
}

function addFigure(list, label, number) {
  const group = document.createElement('div');
  group.className = `series-${number}`;
  const name = document.createElement('dt');
  name.textContent = label;
  const value = document.createElement('dd');
  value.textContent = '–';
  group.append(name, value);
  list.append(group);
  return value;
}

function shortNumber(value) {
  return value >= 10000 ? `${Math.round(value / 1000)}k` : String(Math.round(value * 1000) / 1000);
}

function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}
