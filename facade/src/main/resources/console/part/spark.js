// The last hour of one number, as small as a word.
import { HOUR, spanOf } from '../api/numbers.js';
import { part, tags } from '../dom.js';
import { count } from '../number.js';
import { t } from '../text.js';

const { path, svg, title } = tags;

const WIDTH = 104;
const HEIGHT = 24;
const EDGE = 2;

/** So many numbers share a pixel or so; the largest of them is drawn. */
const SHARE = 4;

/** What is told of a number beside its picture: { now, most }, or null when nothing is known. */
export function summary(values) {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : { now: values.at(-1), most: Math.max(...known) };
}

/** values: a number for each period of the last hour, or of as much of it as there is; null for what is not known. */
export const Spark = part(function Spark({ label, values }) {
  const told = values && summary(values);
  if (!told) {
    return null;
  }
  const about = { label, now: told.now === null ? t('unknown') : count(told.now), most: count(told.most) };
  const line = drawn(values, told.most);
  const said = t('last.hour.about', about);
  return svg(
    { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': said },
    title(said),
    path({ d: line, class: 'line' }),
  );
});

/** A line that ends at the right edge and is broken where nothing is known. */
function drawn(values, most) {
  const all = spanOf(HOUR) / HOUR;
  const step = ((WIDTH - 2 * EDGE) * SHARE) / (Math.max(values.length, all / 6) - SHARE);
  const groups = [];
  for (let end = values.length; end > 0; end -= SHARE) {
    const known = values.slice(Math.max(0, end - SHARE), end).filter((value) => value !== null);
    groups.unshift(known.length === 0 ? null : Math.max(...known));
  }
  let line = '';
  groups.forEach((value, i) => {
    if (value !== null) {
      const x = WIDTH - EDGE - (groups.length - 1 - i) * step;
      const y = HEIGHT - EDGE - (most === 0 ? 0 : (value / most) * (HEIGHT - 2 * EDGE));
      const begins = i === 0 || groups[i - 1] === null;
      line += begins ? `M${x.toFixed(1)} ${y.toFixed(1)}h0` : `L${x.toFixed(1)} ${y.toFixed(1)}`;
    }
  });
  return line;
}
