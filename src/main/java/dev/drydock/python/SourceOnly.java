package dev.drydock.python;

import java.util.Map;

/** Well-known packages that come as source only, and what people use in their place. */
final class SourceOnly {
    private static final Map<String, String> INSTEAD = Map.of(
            "psycopg2", "psycopg2-binary",
            "mysqlclient", "pymysql",
            "mysql-python", "pymysql",
            "pycrypto", "pycryptodome",
            "sklearn", "scikit-learn",
            "pil", "pillow",
            "uwsgi", "gunicorn",
            "dateutil", "python-dateutil",
            "bs4", "beautifulsoup4");

    private SourceOnly() {}

    static String remedy(String name) {
        String other = INSTEAD.get(name);
        return other != null
                ? "use `" + other + "`"
                : "choose a version that has such a wheel, or build one and serve it from an index of your own";
    }
}
