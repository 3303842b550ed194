// Lines over time, drawn by uPlot, with what they say in words beside them.
import { part, tags, useEffect, useId, useRef, useState } from '../dom.js';
import { language, theme } from '../preference.js';
import { useStore } from '../store.js';
import { t } from '../text.js';
import { clock, minute } from '../time.js';
import { summary } from './spark.js';

const { div, figcaption, figure, span } = tags;

const HEIGHT = 150;

/** Gaps, through which a line is seen that lies below one of the same numbers. */
const DASHES = [[], [7, 4], [3, 3], [10, 5], [2, 5]];
const AXIS_WIDTH = 52;

/**
 * @param times Unix seconds, ascending, one at least
 * @param seconds how far back the picture goes, if there is so much
 * @param lines { label, values } each, at most five; null in values for what is not known
 * @param show what a value is called
 * @param steps between the lines of the grid; any when not given
 */
export const Plot = part(function Plot({ title, times, seconds, lines, show, steps }) {
  const root = useRef(null);
  const plot = useRef(null);
  const [at, setAt] = useState(null);
  const id = useId();
  const looks = [useStore(theme), useStore(language), useSystemTheme()].join();

  useEffect(() => {
    const element = root.current;
    plot.current = new window.uPlot(options(element, lines.length, seconds, show, steps, setAt), dataOf(times, lines), element);
    const resized = new ResizeObserver(() => plot.current.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.current.destroy();
    };
  }, [looks, lines.length, seconds]);

  useEffect(() => {
    plot.current.setData(dataOf(times, lines));
  }, [times]);

  // There may be fewer of them than where the mouse is.
  const index = Math.min(at ?? Infinity, times.length - 1);
  return figure(
    { class: 'plot', 'aria-labelledby': id },
    figcaption(
      span({ id, class: 'strong' }, title),
      span({ class: 'muted' }, at === null ? '' : clock(times[index])),
      div(
        { class: 'plot-lines' },
        lines.map(({ label, values }, i) =>
          span(span({ class: `swatch line-${i}` }), label, ' ', span({ class: 'strong' }, known(values[index], show))),
        ),
      ),
    ),
    div({ ref: root, class: 'plot-canvas', role: 'img', 'aria-label': lines.map((line) => about(line, show)).join(' ') }),
  );
});

const known = (value, show) => (value === null || value === undefined ? '–' : show(value));

function about({ label, values }, show) {
  const told = summary(values);
  return told
    ? t('plot.about', { label, now: told.now === null ? t('unknown') : show(told.now), most: show(told.most) })
    : t('plot.unknown', { label });
}

const dataOf = (times, lines) => [times, ...lines.map((line) => line.values)];

function options(element, lines, seconds, show, steps, onCursor) {
  const { color, borderTopColor } = getComputedStyle(element);
  const colours = [...element.parentElement.querySelectorAll('.swatch')].map((swatch) => getComputedStyle(swatch).backgroundColor);
  const axis = { stroke: color, font: '12px system-ui', ticks: { show: false }, grid: { stroke: borderTopColor, width: 1 } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    // The last time under it stands half beyond its end.
    padding: [8, 28, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] },
    scales: {
      x: { time: true, range: (plot) => back(plot.data[0], seconds) },
      y: { range: (plot, least, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      { ...axis, size: 26, space: 70, values: (plot, splits) => splits.map((time) => minute(time)) },
      { ...axis, size: AXIS_WIDTH, space: 36, ...(steps && { incrs: steps }), values: (plot, splits) => splits.map(show) },
    ],
    series: [{}, ...Array.from({ length: lines }, (_, i) => ({ stroke: colours[i], width: 1.5, dash: DASHES[i], points: { size: 4 } }))],
  };
}

/** A picture of little need not be as wide as one of all, but a sixth of it. */
function back(times, seconds) {
  const end = times.at(-1);
  return [Math.max(end - seconds, Math.min(times[0], end - seconds / 6)), end];
}

/** Changes when the system goes from light to dark or back. */
function useSystemTheme() {
  const [dark, setDark] = useState(false);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setDark(query.matches);
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return dark;
}
