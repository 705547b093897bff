// Package background says what the ordinary is, against which a find stands
// out: how common the terms of a language are, and how high the scores of items
// reach that have nothing to do with a profile.
//
// Frequencies come with the program for the languages of Languages; what they
// were made from, how far they are to be trusted and under which licence they
// stand is in data/README.md. A Counter lets the live stream take over.
package background
