package story

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
)

// stateVersion begins every state.
const stateVersion = 2

var errState = errors.New("malformed state of a story")

// State is what a story continues from, after a report was placed in it; nil
// where the pool has no such story. It does not hold the story's id.
func (p *Pool) State(id string) []byte {
	st, ok := p.stories[id]
	if !ok {
		return nil
	}
	b := []byte{stateVersion}
	for _, t := range []time.Time{st.first, st.last, st.touched} {
		b = binary.AppendVarint(b, t.UnixMilli())
	}
	b = binary.AppendUvarint(b, uint64(st.reports))
	for _, v := range []vector{st.terms, st.names, st.numbers} {
		b = appendVector(b, v)
	}
	b = binary.AppendUvarint(b, uint64(len(st.recent)))
	for _, r := range st.recent {
		b = r.append(b)
	}
	return b
}

// Load adds a story, which the pool must not have yet, from its state.
func (p *Pool) Load(id string, state []byte) error {
	if len(state) == 0 || state[0] != stateVersion {
		return fmt.Errorf("story %s: %w: unknown version", id, errState)
	}
	r := reader{rest: state[1:]}
	st := &story{id: id, first: r.time(), last: r.time(), touched: r.time(), reports: int(r.uint(math.MaxInt32))}
	st.terms, st.names, st.numbers = r.vector(), r.vector(), r.vector()
	for n := r.uint(maxRecent); n > 0 && !r.bad; n-- {
		st.recent = append(st.recent, r.sketch())
	}
	if r.bad || len(r.rest) > 0 || len(st.recent) == 0 {
		return fmt.Errorf("story %s: %w", id, errState)
	}
	p.insert(st)
	return nil
}

// append writes a sketch. Values of vectors, all of unit length, take 16 bits.
func (s *Sketch) append(b []byte) []byte {
	b = binary.AppendVarint(b, s.time.UnixMilli())
	b = binary.AppendUvarint(b, uint64(len(s.language)))
	b = append(b, s.language...)
	b = binary.LittleEndian.AppendUint32(b, s.feed)
	b = binary.LittleEndian.AppendUint32(b, s.address)
	b = binary.LittleEndian.AppendUint64(b, s.exact)
	b = binary.LittleEndian.AppendUint64(b, s.sim)
	if s.min == nil {
		b = append(b, 0)
	} else {
		b = append(b, 1)
		for _, m := range s.min {
			b = binary.LittleEndian.AppendUint16(b, m)
		}
	}
	for _, v := range []vector{s.terms, s.names, s.numbers} {
		b = appendVector(b, v)
	}
	b = binary.AppendUvarint(b, uint64(len(s.sounds)))
	for _, so := range s.sounds {
		b = binary.LittleEndian.AppendUint32(b, uint32(so))
	}
	return b
}

// appendVector writes a vector; the lowest bit of a value tells whether it is
// that of a name.
func appendVector(b []byte, v vector) []byte {
	b = binary.AppendUvarint(b, uint64(len(v)))
	for _, w := range v {
		b = binary.LittleEndian.AppendUint32(b, w.key)
		value := uint16(min(max(w.value, 0), 1)*math.MaxInt16) << 1
		if w.proper {
			value |= 1
		}
		b = binary.LittleEndian.AppendUint16(b, value)
	}
	return b
}

// reader reads what was appended; bad is set, for good, by the first value
// that is cut short or too large.
type reader struct {
	rest []byte
	bad  bool
}

// take returns the next n bytes, zeros where they are missing.
func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.bad, r.rest = true, nil
		return make([]byte, n)
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) uint(most uint64) uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > most {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) time() time.Time {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return time.Time{}
	}
	r.rest = r.rest[n:]
	return time.UnixMilli(v).UTC()
}

func (r *reader) vector() vector {
	v := make(vector, r.uint(256))
	for i := range v {
		b := r.take(6)
		v[i].key = binary.LittleEndian.Uint32(b)
		value := binary.LittleEndian.Uint16(b[4:])
		v[i].value, v[i].proper = float32(value>>1)/math.MaxInt16, value&1 != 0
		if i > 0 && v[i].key <= v[i-1].key {
			r.bad = true
		}
	}
	return v
}

func (r *reader) sketch() *Sketch {
	s := &Sketch{time: r.time(), language: string(r.take(int(r.uint(64))))}
	s.feed, s.address = binary.LittleEndian.Uint32(r.take(4)), binary.LittleEndian.Uint32(r.take(4))
	s.exact, s.sim = binary.LittleEndian.Uint64(r.take(8)), binary.LittleEndian.Uint64(r.take(8))
	if r.take(1)[0] != 0 {
		s.min = new(minima)
		for i := range s.min {
			s.min[i] = binary.LittleEndian.Uint16(r.take(2))
		}
	}
	s.terms, s.names, s.numbers = r.vector(), r.vector(), r.vector()
	s.sounds = make([]sound, r.uint(maxSounds))
	for i := range s.sounds {
		s.sounds[i] = sound(binary.LittleEndian.Uint32(r.take(4)))
	}
	return s
}
