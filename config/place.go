package config

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// places finds the places of a text. It does not read the text from a line's
// start to do so: a file may be one line.
type places struct {
	data      []byte
	lines     []int // where each line starts, as an editor counts them
	yamlLines []int // and as YAML does, which knows more line ends
	runes     []int // how many characters start before each block
}

// runeBlock is the size of a block, in bytes.
const runeBlock = 1024

func newPlaces(data []byte) places {
	p := places{data: data, lines: []int{0}, yamlLines: []int{0}}
	n := 0
	for i, c := range data {
		if i%runeBlock == 0 {
			p.runes = append(p.runes, n)
		}
		if utf8.RuneStart(c) {
			n++
		}
		switch {
		case c == '\n', c == '\r' && !bytes.HasPrefix(data[i+1:], []byte("\n")):
			p.lines, p.yamlLines = append(p.lines, i+1), append(p.yamlLines, i+1)
		case c >= utf8.RuneSelf && yamlBreak(data[:i+1]):
			p.yamlLines = append(p.yamlLines, i+1)
		}
	}
	p.runes = append(p.runes, n)
	return p
}

// yamlBreak holds for a text that ends with a line end that editors do not
// count.
func yamlBreak(text []byte) bool {
	return bytes.HasSuffix(text, []byte("\u0085")) || bytes.HasSuffix(text, []byte("\u2028")) || bytes.HasSuffix(text, []byte("\u2029"))
}

// offset finds the byte at a line and column that the YAML parser gave.
func (p *places) offset(line, column int) int {
	start := p.yamlLines[max(0, min(line, len(p.yamlLines))-1)]
	return p.forward(start, column-1)
}

// place gives the line and column of a byte, as an editor counts them.
func (p *places) place(offset int) (line, column int) {
	offset = min(offset, len(p.data))
	line, found := slices.BinarySearch(p.lines, offset)
	if found {
		line++
	}
	return line, p.runesBefore(offset) - p.runesBefore(p.lines[line-1]) + 1
}

// forward gives the byte n characters after the one at start.
func (p *places) forward(start, n int) int {
	if n <= 0 {
		return start
	}
	n += p.runesBefore(start)
	block, found := slices.BinarySearch(p.runes, n)
	if !found {
		block--
	}
	n -= p.runes[block]
	for at := block * runeBlock; at < len(p.data); at++ {
		if !utf8.RuneStart(p.data[at]) {
			continue
		}
		if n == 0 {
			return at
		}
		n--
	}
	return len(p.data)
}

// runesBefore counts the characters that start before a byte.
func (p *places) runesBefore(offset int) int {
	block := offset / runeBlock
	n := p.runes[block]
	for _, c := range p.data[block*runeBlock : offset] {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}
