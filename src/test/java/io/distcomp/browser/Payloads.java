package io.distcomp.browser;

import java.util.List;

/**
 * Texts that each run {@code alert} where text becomes markup, script, style or an address. Used by
 * {@link DashboardSafetyIT}.
 */
final class Payloads {

  static final List<String> ALL =
      List.of(
          "<script>alert(1)</script>",
          "<img src=x onerror=alert(2)>",
          "<svg onload=alert(3)>",
          "<svg><script>alert(4)</script></svg>",
          "\"><img src=x onerror=alert(5)>",
          "'><img src=x onerror=alert(6)>",
          "\" autofocus onfocus=alert(7) x=\"",
          "</pre></style></title><body onload=alert(8)>",
          "javascript:alert(9)",
          "<iframe srcdoc=\"<script>parent.alert(10)</script>\"></iframe>",
          "<a href=javascript:alert(11)>click</a>",
          "{{alert(12)}}${alert(12)}",
          "<details open ontoggle=alert(13)>",
          "<video><source onerror=alert(14)></video>",
          "<math><mtext><mglyph><style><img src=x onerror=alert(15)>",
          "<template shadowrootmode=open><img src=x onerror=alert(16)></template>",
          "<input autofocus onfocus=alert(17)>",
          "<object data='data:text/html,<script>parent.alert(18)</script>'></object>",
          "<embed src='javascript:alert(19)'>",
          "<meta http-equiv=refresh content='0;url=javascript:alert(20)'>",
          "<base href='javascript:alert(21)//'>",
          "<form action=javascript:alert(22)><button autofocus>go</button></form>",
          "<link rel=stylesheet href='data:text/css,*{x:1}' onload=alert(23)>",
          "<style>@import 'javascript:alert(24)';</style>",
          "--><!--><script>alert(25)</script>",
          "]]><script>alert(26)</script>",
          "&lt;img src=x onerror=alert(27)&gt;<img src=x onerror=alert(27)>",
          "<a xlink:href='data:text/html,<script>alert(28)</script>'>x</a>",
          "<noscript><p title='</noscript><img src=x onerror=alert(29)>'>",
          "constructor.__proto__.alert(30)`<img/src/onerror=alert(30)>`",
          "data:text/html,<script>alert(31)</script>");

  private Payloads() {}
}
