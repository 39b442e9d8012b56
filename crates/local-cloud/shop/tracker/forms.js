// Forms with `data-track="name"`: submitted when they are sent, abandoned when somebody typed and then left the page.
// Values are never sent, except those of fields that say which trait of the customer they are (`data-trait`).

/** Watches the document's forms and reports through `record(eventName, facts)`. */
export function watchForms(record) {
  const started = new Map();
  const formOf = (event) => event.target instanceof Element ? event.target.closest("form[data-track]") : null;

  document.addEventListener("input", (event) => {
    const form = formOf(event);
    if (!form) return;
    const fields = started.get(form) ?? new Set();
    fields.add(event.target.name || event.target.id);
    started.set(form, fields);
  });

  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (!form) return;
    record("form_submitted", { attributes: about(form, started.get(form)), traits: traitsOf(form) });
    started.delete(form);
  }, { capture: true });

  const abandoned = () => {
    for (const [form, fields] of started) {
      record("form_abandoned", { attributes: { ...about(form, fields), lastField: [...fields].at(-1) } });
    }
    started.clear();
  };
  // Must run before the queue is flushed, which listens on the same event later.
  addEventListener("pagehide", abandoned);
}

function about(form, fields = new Set()) {
  return {
    formName: form.dataset.track,
    formId: form.id,
    fieldsFilled: fields.size,
    fieldsTotal: [...form.elements].filter((field) => field.name && field.type !== "hidden").length,
  };
}

function traitsOf(form) {
  const traits = {};
  for (const field of form.elements) {
    const name = field.dataset?.trait;
    if (name && field.value.trim()) traits[name] = field.value.trim();
  }
  return traits;
}
