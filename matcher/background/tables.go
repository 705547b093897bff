package background

// Tables are tables by language (BCP 47 primary tag), as a Counter makes them.
// A nil Tables is as good as an empty one.
type Tables map[string]*Table

// Of returns the table of a language, else the shipped one, else one that holds
// all terms for equally rare.
func (t Tables) Of(language string) *Table {
	if live := t[language]; live != nil {
		return live
	}
	if shipped := Shipped(language); shipped != nil {
		return shipped
	}
	return New(0, nil)
}
