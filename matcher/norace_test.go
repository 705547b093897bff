//go:build !race

package matcher_test

const raced = false
