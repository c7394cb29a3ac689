package dev.drydock.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/** The JDK's own factory of TLS sockets, made when a socket of it is wanted. */
final class LateSockets extends SSLSocketFactory {
    static final LateSockets LATE = new LateSockets();

    private LateSockets() {}

    private static SSLSocketFactory jdk() {
        return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return jdk().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return jdk().getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return jdk().createSocket();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean closing) throws IOException {
        return jdk().createSocket(socket, host, port, closing);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return jdk().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return jdk().createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return jdk().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return jdk().createSocket(host, port, local, localPort);
    }
}
