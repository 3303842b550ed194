// A number with a unit to choose: seconds, minutes, hours, days; bytes, KiB, MiB. Its value is in the smallest unit.
import { part, tags, useState } from '../dom.js';
import { t } from '../text.js';

const { div, input, option, select, span } = tags;

export const TIME = { second: 1, minute: 60, hour: 3600, day: 86400 };
export const SIZE = { byte: 1, kib: 1024, mib: 1 << 20 };
export const MESSAGES = { message: 1, thousand: 1000, million: 1000000 };

/** Those of which one is not more than the most. */
const upTo = (units, most) => Object.fromEntries(Object.entries(units).filter(([, size]) => size <= most));

/** Digits, perhaps with a point among them; NaN for all else, such as 0x10, 1e3 and blanks. */
const decimal = (text) => (/^\d+\.?\d*$/.test(text.trim()) ? Number(text) : NaN);

/** Of 1.1 hours, 3960 and not a bit more. */
const times = (number, size) => Number((number * size).toFixed(6));

const largest = (units, value) =>
  Object.keys(units).reduce((best, unit) => (value > 0 && value % units[unit] === 0 ? unit : best));

/**
 * @param value a number, or text that is none, as it was typed
 * @param most the largest value that makes sense: larger units are not there
 */
export const Quantity = part(function Quantity({ attributes, label, units: all, most = Infinity, value, onChange, disabled }) {
  const units = upTo(all, most);
  const [unit, setUnit] = useState(largest(units, value));
  const size = units[unit];
  // A number is shown as it was typed: "1." is on its way to 1.5.
  const [typed, setTyped] = useState('');
  const same = times(decimal(typed), size) === value;
  const shown = same ? typed : typeof value === 'number' ? value / size : value;
  function type(text) {
    setTyped(text);
    const number = times(decimal(text), size);
    onChange(Number.isNaN(number) ? text : number);
  }
  function change(next) {
    setUnit(next);
    if (typeof value === 'number') {
      onChange(times(value / size, units[next]));
    }
  }
  return div(
    { class: 'quantity' },
    input({
      ...attributes,
      inputMode: 'numeric',
      autoComplete: 'off',
      disabled,
      value: shown,
      onInput: (event) => type(event.target.value),
    }),
    Object.keys(units).length === 1
      ? span({ class: 'unit' }, t(`unit.${unit}`))
      : select(
          { 'aria-label': t('unit.of', { field: label }), disabled, value: unit, onChange: (e) => change(e.target.value) },
          Object.keys(units).map((name) => option({ value: name }, t(`unit.${name}`))),
        ),
  );
});
