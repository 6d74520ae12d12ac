// Fetches the channels of an open warning anew, instead of the whole page.
(function () {
  const shown = document.querySelector('[data-channels]')
  const spoken = document.querySelector('[data-spoken]')
  if (!shown || !spoken) return

  function show (told) {
    // Not under the hands of who is about to press something there.
    if (shown.contains(document.activeElement)) return
    shown.innerHTML = told
    const lead = shown.querySelector('.lead')
    const words = lead ? lead.textContent.trim() : ''
    if (words !== spoken.textContent) spoken.textContent = words
  }

  async function look () {
    try {
      const answer = await fetch(shown.dataset.channels, { headers: { 'X-Requested-With': 'fetch' } })
      if (answer.ok && !answer.redirected) {
        show(await answer.text())
        if (answer.headers.get('X-Open') === '0') return
      }
    } catch {
      // Tried again below.
    }
    window.setTimeout(look, document.hidden ? 15000 : 2000)
  }

  if (shown.dataset.open === '1') window.setTimeout(look, 1000)
})()
