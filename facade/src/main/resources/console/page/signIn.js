// The pair is tried with a request that changes nothing; what it may do is seen later, page by page.
import { about } from '../api/about.js';
import { call } from '../api/api.js';
import { Refused, fieldOf, isForbidden } from '../api/errors.js';
import { part, tags, useEffect, useRef, useState } from '../dom.js';
import { Code } from '../part/copy.js';
import { Field, bind } from '../part/field.js';
import { Problem } from '../part/notice.js';
import { begin, ended } from '../session.js';
import { useStore } from '../store.js';
import { t } from '../text.js';

const { button, div, form, h1, input, p } = tags;

const SECRET_ID = ['10270', '10450'];

/** A line of a credentials file; a SecretKey may have more of that sign. */
const LINE = /^\s*(AKID\w*)=(\S+)\s*$/m;

/** An id has no such sign: whoever types the line into one field means both, and the key must not be sent. */
function pairOf({ secretId, secretKey }) {
  const [id, ...key] = secretId.trim().split('=');
  return { secretId: id, secretKey: key.length > 0 ? key.join('=') : secretKey.trim() };
}

export const SignIn = part(function SignIn() {
  const why = useStore(ended);
  const { credentials } = useStore(about);
  const [pair, setPair] = useState({ secretId: '', secretKey: '' });
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const first = useRef(null);
  const title = `${t('sign.in')} · cmq-kafka`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => first.current.querySelector('input').focus(), []);

  async function submit(event) {
    event.preventDefault();
    const given = pairOf(pair);
    setPair(given);
    setBusy(true);
    setError(null);
    try {
      await call('ListQueue', { limit: 1 }, { pair: given });
      begin(given.secretId, given.secretKey);
    } catch (failure) {
      if (isForbidden(failure)) {
        begin(given.secretId, given.secretKey);
        return;
      }
      setBusy(false);
      setError(failure);
    }
  }

  /** The whole line fills both fields. */
  function paste(event) {
    const [, secretId, secretKey] = LINE.exec(event.clipboardData.getData('text')) ?? [];
    if (secretId) {
      event.preventDefault();
      setPair({ secretId, secretKey });
      setError(null);
    }
  }

  const wrongId = error instanceof Refused && (SECRET_ID.includes(error.module) || fieldOf(error) === 'SecretId');
  const wrongKey = error instanceof Refused && error.code === 4100 && !wrongId;
  return div(
    { class: 'sign-in' },
    h1(t('sign.in')),
    p({ class: 'muted' }, t('sign.in.about')),
    why && Problem({ error: why, title: t('session.ended') }),
    form(
      { onSubmit: submit, ref: first, noValidate: true },
      Field({
        label: 'SecretId',
        error: wrongId ? error : null,
        control: (attributes) =>
          input({ ...attributes, ...bind(pair, setPair, 'secretId'), onPaste: paste, autoComplete: 'username', spellCheck: false, class: 'mono' }),
      }),
      Field({
        label: 'SecretKey',
        error: wrongKey ? error : null,
        hint: t('sign.in.stays'),
        control: (attributes) =>
          input({ ...attributes, ...bind(pair, setPair, 'secretKey'), onPaste: paste, type: 'password', autoComplete: 'current-password', class: 'mono' }),
      }),
      !wrongId && !wrongKey && Problem({ error }),
      button({ class: 'primary', disabled: busy }, t('sign.in')),
    ),
    credentials &&
      div(
        { class: 'where-key' },
        p(t('key.is.here')),
        Code({ text: `cat ${quoted(credentials)}`, label: t('key.is.here') }),
        p({ class: 'fine' }, t('key.form')),
      ),
  );
});

const quoted = (path) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
