// Ties the button to allauth's WebAuthn forms, which are served as they are from its package.
(function () {
  const form = document.querySelector('[data-key-form]')
  if (!form) return
  const failed = form.querySelector('.key-failed')
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    failed.hidden = false
  })
  const data = JSON.parse(document.getElementById('key-options').textContent)
  window.allauth.webauthn.forms[form.dataset.keyForm]({
    ids: {
      add: 'key-button',
      authenticate: 'key-button',
      credential: form.querySelector('[name=credential]').id
    },
    data
  })
})()
