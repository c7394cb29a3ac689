package dev.drydock.oci;

import java.io.IOException;
import java.io.InputStream;

/** Bytes of known digest and size. */
public interface Blob {
    Digest digest();

    /** In bytes. */
    long size();

    /** A fresh stream each time; it throws before its end where the bytes do not match digest and size. */
    InputStream open() throws IOException;
}
