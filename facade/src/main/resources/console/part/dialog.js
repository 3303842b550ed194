// A dialog over the page. The browser keeps the focus in it, closes it by Escape, and gives the focus back.
import { part, tags, useEffect, useId, useRef, useState } from '../dom.js';
import { t } from '../text.js';
import { Problem } from './notice.js';

const { button, dialog, div, footer, form, h2, header } = tags;

const FIRST = ['[data-first]', '.dialog-body :is(input, select, textarea)', 'form footer button', 'h2'];

/** The focus is on what has data-first, else on the first field or button of a form, else on its title. As long as it is busy it stays open. */
export const Dialog = part(function Dialog({ title, onClose, busy, wide, children }) {
  const element = useRef(null);
  const id = useId();
  useEffect(() => {
    const shown = element.current;
    shown.showModal();
    FIRST.map((one) => shown.querySelector(one)).find(Boolean)?.focus();
    // Closing gives the focus back, which removing alone does not.
    return () => shown.close();
  }, []);
  const close = () => busy || onClose();
  function cancel(event) {
    event.preventDefault();
    close();
  }
  /** A second Escape closes it without asking. */
  function closed() {
    if (element.current && !element.current.open) {
      element.current.showModal();
      close();
    }
  }
  return dialog(
    { ref: element, class: wide ? 'wide' : '', 'aria-labelledby': id, 'aria-busy': busy ? 'true' : undefined, onCancel: cancel, onClose: closed },
    header(
      h2({ id, tabIndex: -1 }, title),
      button({ type: 'button', class: 'icon', disabled: busy, onClick: close, 'aria-label': t('close') }, '✕'),
    ),
    children,
  );
});

/**
 * A dialog with a form. What submit answers or throws decides: it closes, or says what is wrong.
 *
 * @param place where an error that belongs to a field is shown there: gets it, and answers whether it did
 */
export const FormDialog = part(function FormDialog(props) {
  const { title, wide, action, danger, disabled, submit, onClose, place = () => false, children } = props;
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  async function send(event) {
    event.preventDefault();
    if (busy || disabled) {
      return;
    }
    setBusy(true);
    setError(null);
    try {
      place(null);
      await submit();
      onClose();
    } catch (failure) {
      setBusy(false);
      if (!place(failure)) {
        setError(failure);
      }
    }
  }
  return Dialog(
    { title, wide, busy, onClose },
    form(
      { onSubmit: send, noValidate: true },
      div({ class: 'dialog-body' }, children, Problem({ error })),
      footer(
        button({ type: 'button', disabled: busy, onClick: onClose }, t('cancel')),
        button({ class: danger ? 'danger' : 'primary', disabled: disabled || busy }, busy ? t('working') : action),
      ),
    ),
  );
});
