package story

import (
	"cmp"
	"math"
	"slices"
)

// weight is one dimension of a vector: part of the hash of a term or a name.
type weight struct {
	key    uint32
	value  float32
	proper bool // of terms: it was written as names are
}

// vector is sorted by key.
type vector []weight

// strongest sorts the n heaviest dimensions by key and scales them to unit
// length. It reorders v and returns a part of it.
func strongest(v []weight, n int) vector {
	if len(v) > n {
		slices.SortFunc(v, func(a, b weight) int {
			return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.key, b.key))
		})
		v = v[:n]
	}
	slices.SortFunc(v, func(a, b weight) int { return cmp.Compare(a.key, b.key) })
	vector(v).scale()
	return v
}

// scale makes the length 1, if it is not 0.
func (v vector) scale() {
	var sum float64
	for _, w := range v {
		sum += float64(w.value) * float64(w.value)
	}
	if sum == 0 {
		return
	}
	f := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i].value *= f
	}
}

// has tells whether the vector has a dimension.
func (v vector) has(key uint32) bool {
	_, ok := slices.BinarySearchFunc(v, key, func(w weight, key uint32) int { return cmp.Compare(w.key, key) })
	return ok
}

// shared calls both for each dimension that the vectors share.
func shared(a, b vector, both func(i, j int)) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].key < b[j].key:
			i++
		case a[i].key > b[j].key:
			j++
		default:
			both(i, j)
			i, j = i+1, j+1
		}
	}
}

// cosine of two vectors of unit length.
func cosine(a, b vector) float64 {
	var sum float64
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].key < b[j].key:
			i++
		case a[i].key > b[j].key:
			j++
		default:
			sum += float64(a[i].value) * float64(b[j].value)
			i, j = i+1, j+1
		}
	}
	return sum
}

// add returns a + b, both sorted.
func add(a, b vector) []weight {
	out := make([]weight, 0, len(a)+len(b))
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i].key < b[j].key:
			out = append(out, a[i])
			i++
		case a[i].key > b[j].key:
			out = append(out, b[j])
			j++
		default:
			out = append(out, weight{a[i].key, a[i].value + b[j].value, a[i].proper || b[j].proper})
			i, j = i+1, j+1
		}
	}
	return append(append(out, a[i:]...), b[j:]...)
}
