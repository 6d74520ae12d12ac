// While one writes: what each channel will make of the text, counted by the server.
(function () {
  const form = document.querySelector('form[data-count]')
  const shown = document.getElementById('counters')
  const spoken = document.querySelector('[data-spoken]')
  if (!form || !shown) return
  let timer = 0
  let latest = 0

  function show (told) {
    shown.innerHTML = told
    // Only what does not fit is read aloud; all the rest at every word would drown the writer.
    const long = [...shown.querySelectorAll('[data-fits=no]')].map((row) => row.textContent.trim())
    if (spoken && spoken.textContent !== long.join(', ')) spoken.textContent = long.join(', ')
  }

  async function count () {
    const mine = ++latest
    try {
      const answer = await fetch(form.dataset.count, {
        method: 'POST', body: new FormData(form), headers: { 'X-Requested-With': 'fetch' }
      })
      if (answer.ok && !answer.redirected && mine === latest) show(await answer.text())
    } catch {
      // Without network the form still works; the counters come back with it.
    }
  }

  form.addEventListener('input', function () {
    window.clearTimeout(timer)
    timer = window.setTimeout(count, 400)
  })
  count()
})()
