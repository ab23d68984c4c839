// What CKAN's forms do by scripts in attributes, which the policy of content forbids: buttons that check, click, focus or
// empty another field, and boxes that enable a button.
document.addEventListener('click', function (event) {
  const button = event.target.closest('[data-checks]')
  if (!button) return
  document.getElementById(button.dataset.checks).checked = true
  const emptied = document.getElementById(button.dataset.empties)
  if (emptied) emptied.value = ''
  const clicked = document.getElementById(button.dataset.clicks)
  if (clicked) clicked.click()
  const focused = document.getElementById(button.dataset.focuses)
  if (focused) focused.focus()
})
document.addEventListener('change', function (event) {
  const box = event.target.closest('[data-enables]')
  if (!box) return
  const chosen = document.querySelectorAll('[data-enables="' + box.dataset.enables + '"]:checked').length
  document.getElementById(box.dataset.enables).disabled = chosen === 0
})
