package matcher

// declensions of languages that need nothing beside their table.
var declensions = map[string][]declension{
	"bg": bulgarian, "pl": polish, "fr": french, "es": spanish, "it": italian, "pt": portuguese,
	"ar": arabic, "he": hebrew,
}

var russian = []declension{
	{"аа", nil},
	{"ый", adjective}, {"ий", adjective}, {"ой", adjective},
	{"ия", []string{"ии", "ию", "ией", "ий", "иям", "иями", "иях"}},
	{"ие", []string{"ия", "ию", "ием", "ии", "ий", "иям", "иями", "иях"}},
	{"а", []string{"ы", "и", "у", "е", "ой", "ою", "ей", "", "ам", "ами", "ах"}},
	{"я", []string{"и", "ю", "е", "ей", "ь", "й", "ям", "ями", "ях"}},
	{"о", []string{"а", "у", "ом", "е", "", "ам", "ами", "ах"}},
	{"й", []string{"я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях"}},
	{"ь", []string{"я", "ю", "ем", "е", "и", "ью", "ей", "ям", "ями", "ях"}},
	{"ы", nil}, {"и", nil}, {"у", nil}, {"е", nil},
	{"", []string{"а", "у", "ом", "ем", "ым", "е", "ы", "и", "ов", "ам", "ами", "ах", "ой"}},
}

var adjective = []string{"ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "яя", "ую", "юю", "ой", "ей", "ое", "ее", "ые", "ие", "ых", "их", "ыми", "ими"}

var ukrainian = []declension{
	{"ий", []string{"ого", "ому", "им", "ім", "а", "у", "ої", "ій", "ою", "е", "і", "их", "ими"}},
	{"ія", []string{"ії", "ію", "ією", "ій", "іям", "іями", "іях"}},
	{"ка", []string{"ки", "ці", "ку", "кою", "ок", "кам", "ками", "ках"}},
	{"га", []string{"ги", "зі", "гу", "гою", "г", "гам", "гами", "гах"}},
	{"а", []string{"и", "і", "у", "ою", "ею", "", "ам", "ами", "ах"}},
	{"я", []string{"і", "ї", "ю", "ею", "ь", "й", "ям", "ями", "ях"}},
	{"о", []string{"а", "у", "ом", "і", "ові", "ам", "ами", "ах"}},
	{"ь", []string{"я", "ю", "ем", "еві", "і", "ей", "ів", "ям", "ями", "ях"}},
	{"й", []string{"я", "ю", "єм", "єві", "ї", "їв", "ям", "ями", "ях"}},
	{"и", nil}, {"і", nil}, {"у", nil}, {"е", nil},
	{"", []string{"а", "у", "ом", "ем", "им", "ові", "еві", "і", "и", "ів", "ам", "ами", "ах"}},
}

// bulgarian has no cases; the article stands at the end, and names are called
// by a form of their own.
var bulgarian = []declension{
	{"ки", []string{"кия", "кият", "ка", "ко", "кото", "ката", "ките"}},
	{"и", []string{"ия", "ият", "а", "о", "ото", "ата", "ите"}},
	{"а", []string{"та", "и", "ите", "о"}},
	{"я", []string{"та", "ята", "и", "ите", "ьо"}},
	{"о", []string{"то", "а", "ата"}},
	{"е", []string{"то", "та", "тата"}},
	{"", []string{"а", "ът", "я", "ят", "и", "ите", "ове", "овете", "та", "е"}},
}

var polish = []declension{
	{"ski", []string{"skiego", "skiemu", "skim", "ska", "skiej", "ską", "skie", "skich", "skimi", "scy"}},
	{"ia", []string{"ii", "ię", "ią", "io", "i", "iom", "iami", "iach"}},
	{"ja", []string{"ji", "ję", "ją", "jo"}},
	{"ka", []string{"ki", "ce", "kę", "ką", "ko", "ek", "kom", "kami", "kach"}},
	{"ga", []string{"gi", "dze", "gę", "gą"}},
	{"wa", []string{"wy", "wie", "wę", "wą", "wo"}},
	{"ta", []string{"ty", "cie", "tę", "tą"}},
	{"da", []string{"dy", "dzie", "dę", "dą"}},
	{"a", []string{"y", "i", "ie", "ę", "ą", "o", "", "om", "ami", "ach"}},
	{"ek", []string{"ka", "kowi", "kiem", "ku", "ki", "ków"}},
	{"d", []string{"da", "dowi", "dem", "dzie", "du", "dy", "dów"}},
	{"t", []string{"ta", "towi", "tem", "cie", "tu", "ty", "tów"}},
	{"r", []string{"ra", "rowi", "rem", "rze", "ru", "ry", "rów"}},
	{"y", []string{"ego", "emu", "ym", "a", "ej", "ą", "e", "ych", "ymi"}},
	{"i", []string{"iego", "iemu", "im", "ia", "iej", "ią", "ie", "ich", "imi"}},
	{"o", []string{"a", "u", "em", "ie", "om", "ami", "ach"}},
	{"", []string{"a", "owi", "em", "ie", "u", "y", "ów", "om", "ami", "ach", "i"}},
}

// greek stands folded, without accents.
var greek = []declension{
	{"οσ", []string{"ου", "ο", "ε", "οι", "ων", "ουσ"}},
	{"ασ", []string{"α", "εσ", "ων"}},
	{"ησ", []string{"η", "εσ", "ων"}},
	{"η", []string{"ησ", "ην", "εισ", "εων", "εσ", "ων"}},
	{"α", []string{"ασ", "αν", "εσ", "ων", "ατα", "ατοσ", "ατων"}},
	{"ο", []string{"ου", "α", "ων"}},
	{"ι", []string{"ιου", "ια", "ιων"}},
}

var french = []declension{
	{"al", []string{"ale", "aux", "ales"}},
	{"if", []string{"ive", "ifs", "ives"}},
	{"er", []string{"ers", "ère", "ères"}},
	{"en", []string{"ens", "enne", "ennes"}},
	{"s", []string{"se", "ses"}},
	{"", []string{"s", "x", "e", "es"}},
}

var spanish = []declension{
	{"ón", []string{"ones"}},
	{"és", []string{"esa", "eses", "esas"}},
	{"z", []string{"ces"}},
	{"o", []string{"os", "a", "as"}},
	{"", []string{"s", "es"}},
}

var italian = []declension{
	{"co", []string{"chi", "ci", "ca", "che"}},
	{"go", []string{"ghi", "gi", "ga", "ghe"}},
	{"io", []string{"i", "ia", "ie"}},
	{"ca", []string{"che"}}, {"ga", []string{"ghe"}},
	{"o", []string{"i", "a", "e"}},
	{"a", []string{"e", "i"}},
	{"e", []string{"i"}},
}

var portuguese = []declension{
	{"ão", []string{"ões", "ãos", "ães", "ã", "ãs"}},
	{"al", []string{"ais"}}, {"el", []string{"eis"}}, {"il", []string{"is"}},
	{"m", []string{"ns"}},
	{"o", []string{"os", "a", "as"}},
	{"", []string{"s", "es"}},
}

// arabic has the endings of words, not of names: dual, plurals, feminine, of
// relation, and whose it is.
var arabic = []declension{
	{"ة", []string{"تين", "تان", "تي", "ات", "ته", "تها", "تهم", "تنا", "ي", "ية"}},
	{"ى", nil}, {"و", nil},
	{"", []string{"ين", "ان", "ون", "ات", "ا", "ي", "ية", "يين", "ه", "ها", "هم", "هما", "نا"}},
}

// hebrew likewise: plurals, of relation, whose it is, and what binds a word to
// the next.
var hebrew = []declension{
	{"ה", []string{"ת", "ות", "תו", "תה", "תם", "ותיו", "ותיה", "יה", "י"}},
	{"ת", []string{"ות", "תו", "תה", "ותיו", "ותיה"}},
	{"י", []string{"ת", "ים", "ות"}},
	{"", []string{"ים", "ות", "י", "ו", "ה", "יו", "יה", "ם", "יהם", "ת", "ית", "ייה"}},
}
