// Fetches the channels of an open warning anew, instead of the whole page.
(function () {
  const shown = document.querySelector('[data-channels]')
  if (!shown) return
  const reload = document.querySelector('meta[http-equiv=refresh]')
  if (reload) reload.remove()

  async function look () {
    try {
      const answer = await fetch(shown.dataset.channels, { headers: { 'X-Requested-With': 'fetch' } })
      if (answer.ok && !answer.redirected) {
        const told = await answer.text()
        if (told !== shown.innerHTML) shown.innerHTML = told
        if (answer.headers.get('X-Open') === '0') return
      }
    } catch {
      // Tried again below.
    }
    window.setTimeout(look, document.hidden ? 15000 : 2000)
  }

  if (shown.dataset.open === '1') window.setTimeout(look, 1000)
})()
