package main

import (
	"net"
	"runtime"
	"strconv"
	"strings"
)

const loopback = "127.0.0.1"

func address(ip string, port int) string {
	return net.JoinHostPort(ip, strconv.Itoa(port))
}

// bracketed is an IP address in the form that precedes a port.
func bracketed(ip string) string {
	return strings.TrimSuffix(address(ip, 0), ":0")
}

// checkFree returns the system's "address already in use" when something listens there.
func checkFree(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return listener.Close()
}

// freePorts finds distinct ports of the loopback interface without a listener.
func freePorts(count int) ([]int, error) {
	ports := make([]int, count)
	for index := range ports {
		// Each is held until the last is known, so that they differ.
		listener, err := net.Listen("tcp", address(loopback, 0))
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		ports[index] = listener.Addr().(*net.TCPAddr).Port
		if err := reserve(listener); err != nil {
			return nil, err
		}
	}
	return ports, nil
}

// reserve keeps Linux from giving the port to another process that asks for any free one: for a minute
// after our end of a connection was closed first, only a process that names the port gets it. Other
// systems count such ports up, so they reuse one late anyway.
func reserve(listener net.Listener) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return err
	}
	defer client.Close()
	accepted, err := listener.Accept()
	if err != nil {
		return err
	}
	return accepted.Close()
}
