package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// demandCommands makes it a usage error to name a group of commands alone or
// with one it does not have, and to ask for help about one that does not
// exist; cobra prints help and is content.
func demandCommands(root *cobra.Command) {
	root.InitDefaultCompletionCmd() // a group, too; needs the root's streams
	root.InitDefaultHelpCmd()
	nameArguments(root)
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Args = existing
		}
		if cmd.Runnable() || !cmd.HasAvailableSubCommands() {
			continue
		}
		cmd.Args = noSuchCommand
		// Arguments are looked at in runnable commands only.
		cmd.RunE = func(*cobra.Command, []string) error { return errors.New("the command has no action of its own") }
		cmd.SetUsageTemplate(strings.Replace(cmd.UsageTemplate(), ".Runnable", "(and .Runnable (not .HasAvailableSubCommands))", 1))
	}
}

// nameArguments has the errors about the number of arguments say which ones
// there are.
func nameArguments(cmd *cobra.Command) {
	if check := cmd.Args; check != nil && strings.Contains(cmd.Use, " ") {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return fmt.Errorf("%w; usage: %s", err, cmd.UseLine())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		nameArguments(sub)
	}
}

func existing(help *cobra.Command, args []string) error {
	_, _, err := help.Root().Find(args)
	return err
}

// noSuchCommand is the error of a group's arguments, whatever they are: none
// of them names a command.
func noSuchCommand(group *cobra.Command, args []string) error {
	var names []string
	for _, cmd := range group.Commands() {
		if cmd.IsAvailableCommand() {
			names = append(names, cmd.Name())
		}
	}
	known := strings.Join(names, ", ")
	if len(args) > 0 {
		return fmt.Errorf("unknown command %q for %q; there is: %s", args[0], group.CommandPath(), known)
	}
	if _, err := fmt.Fprintln(group.ErrOrStderr(), group.UsageString()); err != nil {
		return err
	}
	return fmt.Errorf("name a command of %q: %s", group.CommandPath(), known)
}
