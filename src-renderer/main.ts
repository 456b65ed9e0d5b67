import '@fontsource-variable/inter/wght.css';
import './style/tokens.css';
import './style/base.css';
import './style/range.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { provideStudio } from './client/provide';
import { goToChosenLanguage } from './language';
import { createPages } from './router';
import { applyTheme } from './theme';

applyTheme();
if (!goToChosenLanguage()) {
  const app = createApp(App);
  provideStudio(app);
  app.use(createPinia()).use(createPages()).mount('#app');
}
