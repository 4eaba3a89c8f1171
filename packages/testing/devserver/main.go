// Command tfn-devserver is a Temporal dev server for tests. It accepts the arguments that @tfn/testing
// passes to `temporal server start-dev`, so that either program can replace the other: the Temporal CLI
// itself cannot be built from the Go module proxy.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"
	ui "github.com/temporalio/ui-server/v2/server/version"
	"go.temporal.io/server/common/headers"
)

// cliVersion is the Temporal CLI whose `server start-dev` this program follows.
const cliVersion = "1.9.1"

func main() {
	err := run(os.Args[1:])
	if errors.Is(err, pflag.ErrHelp) {
		return
	}
	if err != nil {
		// One line, without the usage: the caller shows the end of our output.
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	options, err := parseArgs(args)
	if err != nil {
		return err
	}
	if options.version {
		fmt.Printf("temporal version %s (Server %s, UI %s)\n", cliVersion, headers.ServerVersion, ui.UIVersion)
		return nil
	}
	// From here on a signal waits until the server has started: it stops cleanly only then.
	// A second signal ends the process immediately.
	stopped, restoreSignals := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer restoreSignals()
	stop, err := startServer(options)
	if err != nil {
		return fmt.Errorf("failed starting server: %w", err)
	}
	fmt.Printf("Temporal Server: %s\nTemporal HTTP: %s\n", options.grpcAddress(), options.httpAddress())
	if !options.headless {
		fmt.Printf("Temporal UI: http://%s\n", options.uiAddress())
	}
	<-stopped.Done()
	fmt.Println("Stopping server...")
	restoreSignals()
	return stop()
}
