package notify

import "testing"

// The digest that has to be cut is the dear one: it is written again and again
// until it fits.
func BenchmarkForms(b *testing.B) {
	m := crowd(60)
	for name, write := range map[string]func(Message) ([]byte, error){"slack": slack, "discord": discord, "teams": teams} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := write(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
