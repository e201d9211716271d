// Proxy is an HTTP proxy for clients in which the hosts of the service are fixed. It accepts only CONNECT requests, and
// connects all of them to one address, whatever their host. Therefore its clients cannot reach another machine.
//
//	proxy ADDRESS
//
// It listens on the loopback interface, prints its address, and runs until it is killed.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: proxy ADDRESS")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	server := &http.Server{Handler: tunnels(os.Args[1])}
	log.Fatal(server.Serve(listener))
}

// tunnels is a handler that connects every client to one address.
type tunnels string

// ServeHTTP implements http.Handler.
func (to tunnels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(w, "this proxy accepts only CONNECT", http.StatusMethodNotAllowed)
		return
	}
	if err := to.tunnel(w); err != nil {
		log.Printf("connection to %s: %v", r.Host, err)
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

// tunnel copies bytes in both directions until both ends have closed their side.
func (to tunnels) tunnel(w http.ResponseWriter) error {
	server, err := net.Dial("tcp", string(to))
	if err != nil {
		return err
	}
	defer server.Close()
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return err
	}
	defer client.Close()
	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return nil // the client has disconnected
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		forward(server, buffered)
	}()
	forward(client, server)
	<-done
	return nil
}

// forward copies all bytes, and then closes the write side of the destination.
func forward(to io.Writer, from io.Reader) {
	_, _ = io.Copy(to, from) // after an error of the copy, the destination reads the end of the stream
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
