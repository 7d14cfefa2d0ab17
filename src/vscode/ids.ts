/** Every command the manifest contributes; a unit test compares both. */
export const commandIds = {
  generateCode: 'caravan.generateCode',
  insertCode: 'caravan.insertCode',
  cancelInsert: 'caravan.cancelInsert',
  openChatInEditor: 'caravan.openChatInEditor',
  newConversation: 'caravan.newConversation',
  showConversations: 'caravan.showConversations',
  showActivity: 'caravan.showActivity',
  stop: 'caravan.stop',
  applyChanges: 'caravan.applyChanges',
  discardChanges: 'caravan.discardChanges',
  reviewChanges: 'caravan.reviewChanges',
  chooseChanges: 'caravan.chooseChanges',
  restoreFiles: 'caravan.restoreFiles',
  pastRuns: 'caravan.pastRuns',
  showMemory: 'caravan.showMemory',
  chooseFolder: 'caravan.chooseFolder',
  selectModel: 'caravan.selectModel',
  setAccessKey: 'caravan.setAccessKey',
  pullModel: 'caravan.pullModel',
  deleteModel: 'caravan.deleteModel',
  diagnose: 'caravan.diagnose',
  showTrace: 'caravan.showTrace',
  showLog: 'caravan.showLog',
  openSettings: 'caravan.openSettings',
  menu: 'caravan.menu',
} as const;

/** The section all settings live in. */
export const settingSection = 'caravan';

/** View, container, type of the tab, context keys and URI schemes. */
export const viewId = 'caravan.chat';
export const chatEditorType = 'caravan.chatEditor';
export const viewContainerId = 'caravan';
export const insertingContext = 'caravan.inserting';
export const runningContext = 'caravan.running';
export const hasProposalContext = 'caravan.hasProposal';
export const reviewingContext = 'caravan.reviewing';
export const proposalScheme = 'caravan-proposal';
export const snapshotScheme = 'caravan-snapshot';
export const reportScheme = 'caravan-report';
export const traceScheme = 'caravan-trace';
