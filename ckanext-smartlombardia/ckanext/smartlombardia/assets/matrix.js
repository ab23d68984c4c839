// The matrix is one stop of the tab key: arrows, Home and End move inside it. Without this script every cell is a link.
ckan.module('sl-matrix', function () {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

  return {
    initialize: function () {
      const table = this.el[0]
      this.rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll('a')])
      table.setAttribute('role', 'grid')
      this.rows.flat().forEach((cell) => (cell.tabIndex = -1))
      this.rows[0][1].tabIndex = 0
      table.addEventListener('keydown', (event) => this.move(event))
      table.addEventListener('focusin', (event) => this.enter(event.target))
    },

    move: function (event) {
      const [row, column] = this.place(event.target)
      if (row < 0 || event.ctrlKey || event.altKey || event.metaKey) return
      let next
      if (event.key in moves) next = (this.rows[row + moves[event.key][0]] || [])[column + moves[event.key][1]]
      else if (event.key === 'Home') next = this.rows[row][0]
      else if (event.key === 'End') next = this.rows[row][this.rows[row].length - 1]
      else return
      event.preventDefault()
      if (next) next.focus()
    },

    enter: function (cell) {
      if (this.place(cell)[0] < 0) return
      this.rows.flat().forEach((other) => (other.tabIndex = other === cell ? 0 : -1))
    },

    place: function (cell) {
      const row = this.rows.findIndex((cells) => cells.includes(cell))
      return [row, row < 0 ? -1 : this.rows[row].indexOf(cell)]
    }
  }
})
