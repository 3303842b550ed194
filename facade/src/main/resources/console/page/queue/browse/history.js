// What became of a message, as the commands log tells it; read when somebody wants to know.
import { call } from '../../../api/api.js';
import { isAbort } from '../../../api/errors.js';
import { policyOf } from '../../../api/lists.js';
import { part, tags, useEffect, useRef, useState } from '../../../dom.js';
import { count } from '../../../number.js';
import { Notice, Problem } from '../../../part/notice.js';
import { When } from '../../../part/when.js';
import { may, unlessMay } from '../../../rights.js';
import { t } from '../../../text.js';
import { Moved } from './moved.js';

const { button, div, li, ol, p, span, strong } = tags;

/** The answer may take as long as the server reads commands. */
const WAIT_SECONDS = 20;

/** The other queue is searched for the last moves of each answer, so many of them. */
const LOOKED_AFTER = 5;

/**
 * @param show becomes the button that shows it
 * @param begins whether it is shown at once
 */
export const History = part(function History({ queue, msgId, show, begins }) {
  const { queueName } = queue;
  // The last answer, the events of all answers, and the moves whose other queue is searched.
  const [told, setTold] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const asking = useRef(new AbortController());
  const place = useRef(null);
  useEffect(() => {
    if (begins && may('TraceMessage', queueName)) {
      read(null);
    }
    return () => asking.current.abort();
  }, []);
  useEffect(() => {
    if (begins) {
      place.current.scrollIntoView();
    }
  }, [told !== null]);

  async function read(before) {
    const { signal } = asking.current;
    setBusy(true);
    setError(null);
    try {
      const answer = await call('TraceMessage', { queueName, msgId, position: before?.answer.nextPosition }, { signal, waitSeconds: WAIT_SECONDS });
      setTold({
        answer,
        first: before?.first ?? answer,
        events: [...(before?.events ?? []), ...answer.events],
        looked: [...(before?.looked ?? []), ...answer.events.filter((event) => event.event === 'moved').slice(-LOOKED_AFTER)],
        recordsRead: (before?.recordsRead ?? 0) + answer.recordsRead,
        // A part of the log may go while it is read.
        whole: (before?.whole ?? true) && answer.reachesBack,
        keptSinceMs: before?.keptSinceMs ?? answer.keptSinceMs,
      });
    } catch (failure) {
      setError(isAbort(failure) ? null : failure);
    }
    setBusy(false);
  }

  return div(
    { class: 'history', ref: place },
    button({ ref: show, type: 'button', class: 'small', disabled: busy, onClick: () => read(null), ...unlessMay('TraceMessage', queueName) }, t(told ? 'history.again' : 'history.show')),
    busy && span({ class: 'muted', role: 'status' }, ' ', t('browse.reading')),
    Problem({ error }),
    told && Told({ queue, told, busy, goOn: () => read(told) }),
  );
});

const Told = part(function Told({ queue, told, busy, goOn }) {
  const { answer, first, events, looked, recordsRead, whole, keptSinceMs } = told;
  const { commandsTopic: topic, commandsPartition: partition } = answer;
  return [
    !whole &&
      Notice(
        { kind: 'warning', title: t('incomplete') },
        keptSinceMs ? [t('history.keptSince'), ' ', When({ seconds: keptSinceMs / 1000 }), t('history.before')] : t('history.keptNothing'),
      ),
    ol(
      first.enqueueTimeMs &&
        li(
          When({ seconds: first.enqueueTimeMs / 1000 }),
          div(strong(t('history.sent')), Place({ topic: first.kafkaTopic, partition: first.partition, offset: first.offset })),
        ),
      events.map((event, i) => Event({ key: `${event.offset}/${event.delivery}`, event, topic, partition, moved: event.event === 'moved' && { queueName: queue.queueName, msgId: answer.msgId, atMs: event.timeMs, queues: looked.includes(event) ? destinations(queue, events.slice(0, i)) : [] } })),
    ),
    events.length === 0 && p({ class: 'muted' }, t('history.nothing')),
    answer.nextPosition !== undefined &&
      Notice(
        { kind: 'warning', title: t('incomplete') },
        t('history.stopped', { n: count(recordsRead) }),
        ' ',
        button({ type: 'button', class: 'small', disabled: busy, onClick: goOn }, t('history.goOn')),
      ),
    p({ class: 'fine muted' }, t('history.about')),
  ];
});

/** The queues to which it may have gone then: the one that somebody chose last, and that of the policy as it is now. */
function destinations(queue, before) {
  const chosen = before.findLast(({ event }) => ['redrive', 'return', 'moved'].includes(event))?.toQueueName;
  return [...new Set([chosen, policyOf(queue)?.deadLetterQueueName].filter(Boolean))];
}

/** @param moved what is known of its move, if it was moved */
const Event = part(function Event({ event, topic, partition, moved }) {
  const { event: kind, effect, timeMs, delivery, dequeueTimeMs, nextVisibleTimeMs, dueTimeMs, toQueueName, offset, instanceId } = event;
  const isTried = delivery !== undefined && effect !== 'done';
  return li(
    When({ seconds: timeMs / 1000 }),
    div(
      moved ? Moved(moved) : strong(t(`history.${kind}${isTried ? '.tried' : ''}`, { queue: toQueueName })),
      isTried && [' ', span({ class: effect === 'unknown' ? 'muted' : 'tag' }, t(`history.effect.${effect}`))],
      dueTimeMs && div({ class: 'fine' }, t('history.due'), ' ', When({ seconds: dueTimeMs / 1000 })),
      nextVisibleTimeMs &&
        div(
          { class: 'fine' },
          dequeueTimeMs && [t('history.received'), ' ', When({ seconds: dequeueTimeMs / 1000 }), t('history.and')],
          t('history.visible'),
          ' ',
          When({ seconds: nextVisibleTimeMs / 1000 }),
        ),
      Place({ topic, partition, offset, instanceId }),
    ),
  );
});

/** Where it lies in Kafka, and who asked for it. */
const Place = part(function Place({ topic, partition, offset, instanceId }) {
  return div({ class: 'fine muted mono' }, t('kafka.at', { topic, partition, offset }), instanceId && [' · ', t('history.process', { process: instanceId })]);
});
