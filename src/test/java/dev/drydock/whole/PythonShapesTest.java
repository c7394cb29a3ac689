package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python apps of the shapes that people have, from their directories into containers that answer. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonShapesTest {
    /** What the standard library needs of the image, used and not only imported; the last line is all that it prints. */
    private static final String LIBRARY = """
            import bz2, ctypes, decimal, hashlib, lzma, os, socket, sqlite3, ssl, sys, threading, uuid, zlib, zoneinfo

            def serve(listener):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain("tls/certificate.pem", "tls/key.pem")
                while True:
                    connection, _ = listener.accept()
                    try:
                        context.wrap_socket(connection, server_side=True).close()
                    except OSError:
                        pass

            def refused(context, name):
                with socket.create_connection(("127.0.0.1", port)) as plain:
                    try:
                        context.wrap_socket(plain, server_hostname=name).close()
                        return False
                    except ssl.SSLCertVerificationError:
                        return True

            listener = socket.create_server(("127.0.0.1", 0))
            port = listener.getsockname()[1]
            threading.Thread(target=serve, args=(listener,), daemon=True).start()
            public = ssl.create_default_context()
            assert len(public.get_ca_certs()) > 100
            assert refused(public, "localhost")
            own = ssl.create_default_context(cafile="tls/certificate.pem")
            assert not refused(own, "localhost")
            assert refused(own, "other.example")

            assert sqlite3.connect(":memory:").execute("select upper('a')").fetchone() == ("A",)
            assert ctypes.CDLL(None).abs(-3) == 3
            for codec in (bz2, lzma, zlib):
                assert codec.decompress(codec.compress(b"text")) == b"text"
            assert hashlib.sha3_256(b"").hexdigest().startswith("a7ffc6f8") and hashlib.scrypt(b"a", salt=b"b", n=2, r=1, p=1)
            assert uuid.uuid5(uuid.NAMESPACE_DNS, "a").version == 5 and uuid.uuid1().version == 1
            assert decimal.Decimal(1) / 8 == decimal.Decimal("0.125")
            assert str(zoneinfo.ZoneInfo("Europe/Moscow")) == "Europe/Moscow"
            assert os.getuid() == 65532
            print("%d.%d.%d" % sys.version_info[:3])
            """;

    private static final String NATIVE = """
            import io
            import numpy, psycopg2
            from cryptography.fernet import Fernet
            from PIL import Image

            assert numpy.linalg.inv(numpy.eye(3) * 2)[0, 0] == 0.5
            cipher = Fernet(Fernet.generate_key())
            assert cipher.decrypt(cipher.encrypt(b"text")) == b"text"
            picture = io.BytesIO()
            Image.new("RGB", (8, 8), "red").save(picture, "JPEG")
            assert Image.open(io.BytesIO(picture.getvalue())).size == (8, 8)
            assert psycopg2.__libpq_version__ > 100000
            try:
                psycopg2.connect("host=127.0.0.1 port=1 connect_timeout=1")
            except psycopg2.OperationalError:
                print("works")
            """;

    private Path home = Path.of("");

    @BeforeAll
    void home(@TempDir Path directory) {
        home = directory;
    }

    private Path app(String name, Map<String, String> files) throws IOException {
        Path app = Files.createDirectories(home.resolve(name));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = app.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return app;
    }

    private void build(Path app) throws IOException {
        Map<String, String> environment = new TreeMap<>(Docker.started().environment());
        environment.put("DRYDOCK_ENGINE", "/usr/bin/docker");
        Program.drydock(home, environment, "build", app.toString(), "--load", "--progress=quiet")
                .ok();
    }

    /** Every server, one that Drydock chose too, listens where PORT says when the container starts. */
    private static String page(String image) throws IOException {
        Docker.Container container = Docker.started().start(image);
        try {
            String page = container.get("/");
            assertThat(container.terminate()[0]).as(container.logs()).isIn(0L, 143L);
            return page;
        } finally {
            container.remove();
        }
    }

    private static String python(String image, String script) throws IOException {
        return Docker.started()
                .run(
                        "run",
                        "--rm",
                        "--network=host",
                        "--read-only",
                        "--cap-drop=ALL",
                        "--entrypoint=/usr/bin/python3",
                        image,
                        script)
                .ok()
                .out();
    }

    /** The full version is the one that markers are evaluated with. */
    @ParameterizedTest
    @CsvSource({"3.11, 3.11.2", "3.13, 3.13.5"})
    void bothPythonsRunLockedDown(String feature, String full) throws IOException {
        String name = "flask" + feature.replace(".", "");
        Path app = app(
                name,
                Map.of(
                        ".python-version",
                        feature + "\n",
                        "requirements.txt",
                        "flask\ngunicorn\n",
                        "app.py",
                        "import sys\nfrom flask import Flask\napp = Flask(__name__)\n@app.get('/')\ndef home():\n"
                                + "    return 'Flask on %d.%d' % sys.version_info[:2]\n",
                        "library.py",
                        LIBRARY,
                        "tls/README",
                        "made by the test\n"));
        Certificate.make(app.resolve("tls"), "DNS:localhost");
        build(app);
        assertThat(page(name)).isEqualTo("Flask on " + feature);
        assertThat(python(name, "library.py")).isEqualTo(full + "\n");
    }

    @Test
    void fastApiWithWheelsOfNativeCode() throws IOException {
        build(app(
                "native",
                Map.of(
                        "requirements.txt",
                        "fastapi\nuvicorn[standard]\nnumpy\npillow\ncryptography\npsycopg2-binary\n",
                        "main.py",
                        "import httptools, uvloop\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\n"
                                + "async def home() -> dict[str, str]:\n    return {'is': 'FastAPI'}\n",
                        "native.py",
                        NATIVE)));
        assertThat(page("native")).isEqualTo("{\"is\":\"FastAPI\"}");
        assertThat(python("native", "native.py")).isEqualTo("works\n");
    }

    @Test
    void django() throws IOException {
        build(app(
                "django",
                Map.of(
                        "requirements.txt",
                        "Django>=5\ngunicorn\n",
                        "manage.py",
                        "import sys\n",
                        "shop/__init__.py",
                        "",
                        "shop/settings.py",
                        "SECRET_KEY = 'x'\nALLOWED_HOSTS = ['*']\nROOT_URLCONF = 'shop.urls'\n"
                                + "WSGI_APPLICATION = 'shop.wsgi.application'\n",
                        "shop/urls.py",
                        "from django.http import HttpResponse\nfrom django.urls import path\n"
                                + "urlpatterns = [path('', lambda request: HttpResponse('Django'))]\n",
                        "shop/wsgi.py",
                        "import os\nfrom django.core.wsgi import get_wsgi_application\n"
                                + "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
                                + "application = get_wsgi_application()\n")));
        assertThat(page("django")).isEqualTo("Django");
    }

    /** A src layout described by setup.py alone, its version in a module, a command of its own. */
    @Test
    void ownPackageOfSetupPy() throws IOException {
        build(
                app(
                        "own",
                        Map.of(
                                "setup.py",
                                        "from setuptools import find_packages, setup\nsetup(name='own', version='1.2',"
                                                + " package_dir={'': 'src'}, packages=find_packages('src'),\n"
                                                + "    install_requires=['waitress'],"
                                                + " entry_points={'console_scripts': ['own = own.web:main']})\n",
                                "src/own/__init__.py", "",
                                "src/own/web.py",
                                        "import os, signal, sys\nfrom importlib.metadata import version\nfrom waitress import serve\n"
                                                + "def page(environ, start):\n    start('200 OK', [])\n"
                                                + "    return [('own ' + version('own')).encode()]\n"
                                                // the first process of a container gets no default handler
                                                + "def main():\n    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n    serve(page, host='0.0.0.0', port=int(os.environ['PORT']))\n")));
        assertThat(page("own")).isEqualTo("own 1.2");
    }
}
