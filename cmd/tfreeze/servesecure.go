package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/serve"
)

// secureFlags say who may ask the server. A token is in a file: other users see the
// arguments of a process.
func secureFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "token", Usage: "answer those alone who send the token in `FILE`: Authorization: Bearer TOKEN"},
		&cli.StringFlag{Name: "tls-cert", Usage: "serve with TLS, with the certificate in `FILE` (PEM)"},
		&cli.StringFlag{Name: "tls-key", Usage: "read the certificate's key from `FILE` (PEM)"},
	}
}

func secureOptions(c *cli.Context, o *serve.Options) error {
	if path := c.String("token"); path != "" {
		raw, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("--token: %w", err)
		}
		if o.Token = strings.TrimSpace(string(raw)); o.Token == "" {
			return fmt.Errorf("--token %s: the file is empty", path)
		}
	}
	cert, key := c.String("tls-cert"), c.String("tls-key")
	if (cert == "") != (key == "") {
		return usage("TLS needs both --tls-cert and --tls-key")
	}
	if cert == "" {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("--tls-cert: %w", err)
	}
	o.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	return nil
}
