// A control with its label, a hint, and what is wrong with it until something else is typed.
import { part, tags, useEffect, useId, useState } from '../dom.js';
import { t } from '../text.js';
import { saidOf } from '../wording.js';
import { Reference } from './notice.js';

const { div, label, p } = tags;

/** control: makes the control from the attributes that tie it to its label, hint and error. */
export const Field = part(function Field({ label: name, hint, error: last, control, optional }) {
  const id = useId();
  // An error is about what was there when it came.
  const [mended, setMended] = useState(null);
  const error = last && last !== mended ? last : null;
  const said = error && saidOf(error);
  useEffect(() => {
    // The first wrong field of a form may be out of sight.
    const control = error && document.getElementById(id);
    if (control && control === control.form?.querySelector('[aria-invalid="true"]')) {
      control.focus();
    }
  }, [error]);
  // Nothing is said twice.
  const shownHint = hint !== said && hint;
  const described = [shownHint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const attributes = { id, 'aria-describedby': described || undefined, 'aria-invalid': error ? 'true' : undefined };
  return div(
    { class: error ? 'field wrong' : 'field', onInput: () => setMended(last ?? null) },
    label({ for: id }, name, optional && [' ', OptionalMark()]),
    control(attributes),
    error && [p({ class: 'field-error', id: `${id}-error`, role: 'alert' }, said), Reference({ error })],
    shownHint && p({ class: 'hint', id: `${id}-hint` }, hint),
  );
});

const OptionalMark = () => tags.span({ class: 'muted' }, t('optional'));

/** A text field's attributes for one member of a form's values. */
export const bind = (values, setValues, name) => ({
  name,
  value: values[name],
  onInput: (event) => setValues({ ...values, [name]: event.target.value }),
});
