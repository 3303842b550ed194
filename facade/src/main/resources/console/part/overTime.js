// How something went in the last hour or day: a card with plots.
import { DAY, HOUR, spanOf } from '../api/numbers.js';
import { isForbidden } from '../api/errors.js';
import { part, tags, useState } from '../dom.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { t } from '../text.js';
import { duration } from '../time.js';
import { Card } from './card.js';
import { Loading, Trouble } from './load.js';
import { Plot } from './plot.js';
import { When } from './when.js';

const { button, div, p } = tags;

const EVERY_MS = 10000;

const WHOLE = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));
const TIMES = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 432000];

/** Lines of numbers as they are, of how many there were in a second, and of ages. */
const KINDS = {
  depth: { value: (value) => value, show: count, steps: WHOLE },
  rate: { value: (value, period) => value / period, show: (value) => count(Math.round(value * 100) / 100) },
  age: { value: (value) => value, show: duration, steps: TIMES },
};

/**
 * @param name of what it is about
 * @param ask as in api/numbers.js
 * @param says (numbers, period) => what is said above the plots, if anything
 * @param plots { title, kind, lines } each; a line is { key, label, rare }, and a rare one is there only when it is not zero
 */
export const OverTime = part(function OverTime({ name, ask, plots, says }) {
  const [period, setPeriod] = useState(HOUR);
  const live = useLive((signal) => ask([name], { period }, signal), [name, period], EVERY_MS);
  if (isForbidden(live.error)) {
    return null;
  }
  const known = live.value?.period === period ? live.value : null;
  const numbers = known?.of.get(name);
  const choice = (value, label) =>
    button({ type: 'button', 'aria-pressed': String(period === value), onClick: () => setPeriod(value) }, label);
  return Card(
    {
      title: t('over.time'),
      action: div({ class: 'choices', role: 'group', 'aria-label': t('over.time') }, choice(HOUR, t('last.hour')), choice(DAY, t('last.day'))),
    },
    Trouble({ error: live.error }),
    !known
      ? Loading({ error: live.error })
      : known.times.length === 0 || !numbers
        ? p({ class: 'muted' }, t(period === HOUR ? 'numbers.none' : 'numbers.none.day'))
        : [says?.(numbers, period), div({ class: 'plots' }, plots.map((plot) => Drawn({ key: plot.title, plot, numbers, times: known.times, period })))],
    known?.since && p({ class: 'fine' }, t('numbers.since'), ' ', When({ seconds: known.since }), t('numbers.since.why')),
  );
});

const Drawn = part(function Drawn({ plot, numbers, times, period }) {
  const kind = KINDS[plot.kind];
  const lines = plot.lines
    .filter(({ key, rare }) => !rare || numbers[key].some((value) => value > 0))
    .map(({ key, label }) => ({ label, values: numbers[key].map((value) => (value === null ? null : kind.value(value, period))) }));
  const { show, steps } = kind;
  return lines.length > 0 && Plot({ key: lines.map((line) => line.label).join(), title: plot.title, times, seconds: spanOf(period), lines, show, steps });
});
