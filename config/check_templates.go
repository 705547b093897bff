package config

// templates reads them.
func (k checker) templates(t *Templates) {
	k.template(path{"templates", "text"}, &t.Text)
	k.template(path{"templates", "html"}, &t.HTML)
	k.template(path{"templates", "subject"}, &t.Subject)
}

func (k checker) template(p path, t *Template) {
	if t.File == "" {
		return
	}
	name := t.File
	t.File = resolve(k.src.dir, name)
	data, err := readBounded(t.File, maxFile)
	switch {
	case err != nil:
		k.wrong(p, quote(name)+" cannot be read: "+err.Error(), "a path starts in the folder of this file; start from what this prints: vedette digest templates")
	case len(data) == 0:
		k.wrong(p, quote(name)+" is empty", "remove the key for the built-in template")
	}
	t.Source = string(data)
}
