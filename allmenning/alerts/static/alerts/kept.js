// Who was signed out while writing finds the text again after signing in: it stays in this tab only.
(function () {
  const form = document.querySelector('form[data-count]')
  if (!form) return
  const key = 'alerts:' + location.pathname + location.search
  const leftOut = ['csrfmiddlewaretoken', 'begun', 'sheet', 'revision']

  function keep () {
    const told = [...new FormData(form)].filter(([name]) => !leftOut.includes(name))
    try {
      sessionStorage.setItem(key, JSON.stringify(told))
    } catch {
      // A browser that keeps nothing still sends the form.
    }
  }

  function bringBack () {
    const told = JSON.parse(sessionStorage.getItem(key) || 'null')
    if (!told) return
    for (const field of form.elements) {
      if (!field.name || field.type === 'hidden' || field.tagName === 'BUTTON') continue
      const given = told.filter(([name]) => name === field.name).map(([, value]) => value)
      if (['radio', 'checkbox'].includes(field.type)) field.checked = given.includes(field.value)
      else if (given.length) field.value = given[0]
    }
  }

  // From the sign-in, or from the page that says the form had expired, which has this address.
  const from = document.referrer && new URL(document.referrer)
  const back = from && from.origin === location.origin &&
    (from.pathname.includes('/konto/') || from.pathname === location.pathname)
  if (back && form.dataset.fresh === '1') bringBack()
  form.addEventListener('input', keep)
})()
