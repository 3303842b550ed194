// Where to begin, in which direction, and which messages to show.
import { errorAt } from '../../../check.js';
import { part, tags } from '../../../dom.js';
import { Field, bind } from '../../../part/field.js';
import { t } from '../../../text.js';
import { now, toInput } from '../../../time.js';

const { button, div, fieldset, footer, form, input, legend, option, select, span } = tags;

const STATES = ['visible', 'invisible', 'delayed', 'deferred', 'dead', 'deleted', 'rewindable'];

/** The states of messages that a queue still has; these are shown first. */
const UNDELETED = STATES.slice(0, 5);

const isUndeleted = ({ states }) => states.length === UNDELETED.length && UNDELETED.every((state) => states.includes(state));

const STARTS = ['oldest', 'newest', 'time', 'msgId', 'offset'];

/** @param place where to begin, if anywhere, with messages in any state: a message's id, newest, or since and the Unix seconds */
export function fresh(place, seconds) {
  const isSince = place === 'since';
  const isNewest = place === 'newest';
  const isMessage = Boolean(place) && !isSince && !isNewest;
  return {
    start: isSince ? 'time' : isNewest ? 'newest' : isMessage ? 'msgId' : 'oldest',
    direction: isNewest ? 'backward' : 'forward',
    time: toInput(isSince ? Number(seconds) : now() - 3600),
    msgId: isMessage ? place : '',
    offset: '0',
    partition: '',
    states: place ? [] : UNDELETED,
    text: '',
  };
}

/** The field of each way to begin. */
const PLACES = { time: 'time', msgId: 'msgId', offset: 'position' };

/** Whether an error is shown beside a field that is there. */
export const isPlaced = (error, filter, partitions) =>
  errorAt(error, 'text', ...(filter.start in PLACES ? [PLACES[filter.start]] : []), ...(partitions > 1 ? ['partition'] : [])) !== null;

/**
 * @param show shows what a filter lets through, and whether the message that is looked for by its id is opened; the states are
 *     chosen at once
 */
export const Filter = part(function Filter({ filter, setFilter, error, busy, partitions, show, stop }) {
  const errorOf = (name) => errorAt(error, name);
  const set = (change) => setFilter({ ...filter, ...change });
  const begin = (start) => set({ start, direction: start === 'newest' ? 'backward' : 'forward' });
  // Of all or of the undeleted none is chosen by itself.
  const single = isUndeleted(filter) ? [] : filter.states;
  function toggle(state) {
    const states = single.includes(state) ? single.filter((one) => one !== state) : [...single, state];
    show({ ...filter, states: states.length === 0 ? UNDELETED : states });
  }
  const some = (label, pressed, states) =>
    button({ type: 'button', class: 'small', 'aria-pressed': String(pressed), onClick: () => show({ ...filter, states }) }, label);
  return form(
    {
      class: 'browse-filter',
      noValidate: true,
      onSubmit: (event) => {
        event.preventDefault();
        show(filter, true);
      },
    },
    div(
      { class: 'inline' },
      Field({
        label: t('browse.start'),
        control: (attributes) =>
          select(
            { ...attributes, value: filter.start, onChange: (event) => begin(event.target.value) },
            STARTS.map((one) => option({ value: one }, t(`start.at.${one}`))),
          ),
      }),
      filter.start === 'time' &&
        Field({
          label: t('time'),
          error: errorOf('time'),
          control: (attributes) => input({ ...attributes, type: 'datetime-local', step: 1, ...bind(filter, setFilter, 'time') }),
        }),
      filter.start === 'msgId' &&
        Field({
          label: t('msgId'),
          error: errorOf('msgId'),
          control: (attributes) => input({ ...attributes, ...bind(filter, setFilter, 'msgId'), class: 'mono', inputMode: 'numeric', autoComplete: 'off' }),
        }),
      filter.start === 'offset' &&
        Field({
          label: t('offset'),
          error: errorOf('position'),
          control: (attributes) => input({ ...attributes, ...bind(filter, setFilter, 'offset'), class: 'short', inputMode: 'numeric', autoComplete: 'off' }),
        }),
      ['msgId', 'offset'].includes(filter.start) &&
        Field({
          label: t('direction'),
          control: (attributes) =>
            select(
              { ...attributes, value: filter.direction, onChange: (event) => set({ direction: event.target.value }) },
              ['forward', 'backward'].map((one) => option({ value: one }, t(`direction.${one}`))),
            ),
        }),
      partitions > 1 &&
        Field({
          label: t('partition'),
          error: errorOf('partition'),
          control: (attributes) =>
            select(
              { ...attributes, value: filter.partition, onChange: (event) => set({ partition: event.target.value }) },
              option({ value: '' }, t('browse.all.partitions')),
              Array.from({ length: partitions }, (_, i) => option({ value: String(i) }, String(i))),
            ),
        }),
      Field({
        label: t('browse.text'),
        error: errorOf('text'),
        optional: true,
        control: (attributes) => input({ ...attributes, ...bind(filter, setFilter, 'text'), autoComplete: 'off' }),
      }),
      footer(
        button({ class: 'primary' }, t('browse.show')),
        busy && [button({ type: 'button', onClick: stop }, t('stop')), span({ class: 'muted', role: 'status' }, t('browse.reading'))],
      ),
    ),
    fieldset(
      { class: 'chips' },
      legend({ class: 'off-screen' }, t('browse.states')),
      some(t('browse.undeleted'), isUndeleted(filter), UNDELETED),
      some(t('browse.every.state'), filter.states.length === 0, []),
      STATES.map((state) =>
        button(
          { type: 'button', class: 'small', 'aria-pressed': String(single.includes(state)), title: t(`state.${state}.about`), onClick: () => toggle(state) },
          t(`state.${state}`),
        ),
      ),
    ),
  );
});
