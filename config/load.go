package config

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"
)

// builtin is what messages call the embedded default.
const builtin = "built-in"

// Load reads, completes and checks a configuration. Every error is Problems.
// The empty path is the embedded default. Relative paths in a file start in
// its folder.
func Load(path string) (*Config, error) {
	if path == "" {
		return load(nil)
	}
	data, err := readBounded(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Problems{{File: path, Line: 1, Column: 1, Message: "there is no such file", Hint: "without --config the built-in default is used"}}
	}
	if err != nil {
		return nil, Problems{{File: path, Line: 1, Column: 1, Message: "the file cannot be read: " + err.Error()}}
	}
	return load(&source{file: path, dir: filepath.Dir(path), data: data})
}

// load completes the user's file with the defaults and checks the whole; nil
// is the embedded default alone.
func load(user *source) (*Config, error) {
	return decodeAll(user).finish()
}

// loading is a configuration that was decoded and not yet checked.
type loading struct {
	*report
	config *Config
	src    *source // the user's file, or the default where there is none
}

func decodeAll(user *source) *loading {
	l := &loading{newReport(), &Config{File: builtin}, &source{file: builtin, data: defaultYAML}}
	if l.open(l.src) {
		l.decode(l.src, l.config)
	}
	if user != nil {
		l.src, l.config.File = user, user.file
		if l.open(user) {
			l.decode(user, l.config)
		}
	}
	return l
}

// finish checks what was decoded and gives the configuration or its problems.
func (l *loading) finish() (*Config, error) {
	if l.src.root != nil && !l.full() {
		l.config.check(l.report, l.src)
	}
	problems, warnings := l.report.finish(l.config.File)
	if len(problems) > 0 {
		return nil, problems
	}
	l.config.Warnings = warnings
	return l.config, nil
}

// check completes what depends on other values and reports all that will not
// do.
func (c *Config) check(r *report, src *source) {
	k := checker{r, src}
	if c.Timezone.Location == nil {
		c.Timezone.Location = time.Local
	}
	k.fetch(&c.Fetch)
	k.allFeeds(c)
	k.receivers(c)
	profiles := k.profiles(c)
	k.digests(c, profiles)
	k.web(&c.Web)
	k.oneOf(path{"log", "level"}, c.Log.Level, "debug", "info", "warn", "error")
	k.oneOf(path{"log", "format"}, c.Log.Format, "auto", "text", "journal", "json")
}
