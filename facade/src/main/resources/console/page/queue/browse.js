// Looks at a queue's messages without receiving them: where to begin, which to show, and what was found.
import { isAbort } from '../../api/errors.js';
import { BROWSE, check } from '../../check.js';
import { part, tags, useEffect, useRef, useState } from '../../dom.js';
import { bytes, count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Notice, Problem } from '../../part/notice.js';
import { When } from '../../part/when.js';
import { PageSize } from '../../part/pager.js';
import { rowsPerPage } from '../../preference.js';
import { useStore } from '../../store.js';
import { t } from '../../text.js';
import { browse, wholeOf } from './browse/ask.js';
import { Concentration } from './browse/concentration.js';
import { Detail } from './browse/detail.js';
import { Filter, fresh, isPlaced } from './browse/filter.js';
import { Messages } from './browse/messages.js';
import { mayBeLetter, origin } from './browse/origin.js';
import { Chosen, Outcome, Repair } from './browse/repair.js';
import { csv, jsonLines, save } from './browse/save.js';
import { isMendable } from './browse/state.js';

const { button, div, p, span } = tags;

/** From the address: browse, browse/MSGID, browse/MSGID/history, browse/since/SECONDS, browse/newest. */
export const Browse = part(function Browse({ queue, argument, aspect, reload }) {
  const limit = Number(useStore(rowsPerPage));
  const [filter, setFilter] = useState(fresh(argument, aspect));
  // What is shown: of which filter, where each page before it began, and the answer.
  const [shown, setShown] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const [opened, setOpened] = useState(null);
  const [chosen, choose] = useState(new Set());
  const [repair, setRepair] = useState(null);
  const [outcome, setOutcome] = useState(null);
  const asking = useRef(null);
  const isFirst = useRef(true);

  /**
   * @param position where the page begins, from where this question goes on
   * @param look whether a message that is looked for by its id is opened
   */
  async function ask(wanted, { starts = [], position = null, from = position, before = [], look = false }) {
    asking.current?.abort();
    const { signal } = (asking.current = new AbortController());
    setBusy(true);
    setError(null);
    try {
      check(BROWSE, wanted);
      const answer = await browse(queue.queueName, wanted, from, limit - before.length, signal);
      const messages = [...before, ...answer.messages];
      setShown({ filter: wanted, starts, position, answer, messages });
      choose((before) => new Set(messages.filter(isMendable).map((message) => message.msgId).filter((msgId) => before.has(msgId))));
      if (look && wanted.start === 'msgId') {
        setOpened(messages.find((message) => message.msgId === wanted.msgId.trim()) ?? null);
      }
    } catch (failure) {
      if (!isAbort(failure)) {
        setError(failure);
      }
    }
    if (!signal.aborted) {
      setBusy(false);
    }
  }

  useEffect(() => {
    ask(shown?.filter ?? filter, { look: isFirst.current });
    isFirst.current = false;
  }, [limit]);
  useEffect(() => () => asking.current?.abort(), []);

  function stop() {
    asking.current?.abort();
    setBusy(false);
  }

  const { answer, messages, starts, position } = shown ?? {};
  const next = () => ask(shown.filter, { starts: [...starts, position], position: answer.nextPosition });
  const back = () => ask(shown.filter, { starts: starts.slice(0, -1), position: starts.at(-1) });
  const goOn = () => ask(shown.filter, { starts, position, from: answer.nextPosition, before: messages });
  const isAway = shown?.filter.start === 'msgId' && starts.length === 0 && !messages.some((message) => message.msgId === shown.filter.msgId.trim());

  /** What is wrong with the place before is not wrong with another one. */
  function change(wanted) {
    setFilter(wanted);
    if (wanted.start !== filter.start) {
      setError(null);
    }
  }

  function show(wanted, look) {
    setFilter(wanted);
    setOutcome(null);
    ask(wanted, { look });
  }

  /** In a dialog that takes the place of the message's own. */
  function begin(kind) {
    setRepair({ kind, msgIds: [opened.msgId] });
    setOpened(null);
  }

  /** The same page again, as it is now. */
  function repaired(result) {
    setOutcome(result);
    choose((before) => new Set([...before].filter((msgId) => !repair.msgIds.includes(msgId))));
    ask(shown.filter, { starts, position });
    reload();
  }

  async function keep(format, type) {
    setBusy(true);
    try {
      save(`${queue.queueName}.${type}`, format(await wholeOf(queue.queueName, messages)));
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  }

  return Card(
    { title: t('queue.browse') },
    p({ class: 'muted' }, t('browse.about')),
    Filter({ filter, setFilter: change, error, busy, partitions: queue.partitions, show, stop }),
    !isPlaced(error, filter, queue.partitions) && Problem({ error }),
    shown && [
      div(
        { class: 'browse-head' },
        span({ class: 'muted', role: 'status' }, t('browse.found', { n: count(messages.length) }), ' ', When({ seconds: answer.logTimeMs / 1000, short: true })),
        messages.length > 0 && [
          button({ type: 'button', class: 'small', disabled: busy, onClick: () => keep(jsonLines, 'jsonl') }, t('save.jsonLines')),
          button({ type: 'button', class: 'small', disabled: busy, onClick: () => keep(csv, 'csv') }, t('save.csv')),
        ],
      ),
      isAway && Notice({ kind: 'warning' }, t('browse.away', { id: shown.filter.msgId.trim() }), messages.length > 0 && [' ', t(`browse.away.${shown.filter.direction}`)]),
      outcome && Outcome({ outcome, queueName: queue.queueName }),
      Chosen({ queueName: queue.queueName, chosen: [...chosen], begin: (kind) => setRepair({ kind, msgIds: [...chosen] }), clear: () => choose(new Set()) }),
      Concentration({ messages: messages.filter(origin), n: messages.length, are: 'shown' }),
      messages.length > 0 && Messages({ messages, partitions: answer.partitions, open: setOpened, chosen, choose }),
      answer.end === 'budget_spent'
        ? Notice(
            { kind: 'warning', title: t('incomplete') },
            t('browse.stopped', { size: bytes(answer.bytesRead) }),
            ' ',
            button({ type: 'button', class: 'small', disabled: busy, onClick: goOn }, t('go.on')),
          )
        : messages.length === 0 && p({ class: 'muted center' }, t('browse.nothing')),
      div(
        { class: 'pager', role: 'navigation', 'aria-label': t('pages') },
        button({ type: 'button', disabled: busy || starts.length === 0, onClick: back }, t('page.before')),
        button({ type: 'button', disabled: busy || answer.nextPosition === undefined, onClick: next }, t('page.next')),
        answer.nextPosition === undefined && span({ class: 'muted' }, t('browse.end')),
        PageSize({}),
      ),
    ],
    repair && Repair({ ...repair, mayGoBack: messages.some((message) => repair.msgIds.includes(message.msgId) && mayBeLetter(message)), queueName: queue.queueName, onClose: () => setRepair(null), onDone: repaired }),
    opened && Detail({ queue, kafkaTopic: answer.kafkaTopic, message: opened, messages, tells: aspect === 'history' && opened.msgId === argument, open: setOpened, begin, onClose: () => setOpened(null) }),
  );
});
