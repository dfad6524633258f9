const known = 'what was asked for is known'
const looked = 'the task is looked at, whatever it says'
const decoded = 'pictures are what their bytes say'
const unfiltered = 'a job that goes on would slip through'
const proof = 'a task that is named is proof, and nothing else is'

/**
 * What services document and no adapter uses, and why: by service, endpoint and name. Emulators have
 * it all the same.
 */
export const notUsed: Readonly<Record<string, Record<string, Record<string, string>>>> = {
  autofigure: {
    'GET /api/v1/credits': { 'response success': 'the number is there or is not' },
    'POST /api/v1/generate': { 'response success': proof, 'response data.status': looked },
    'GET /api/v1/tasks': {
      'response data.tasks[].output.images[].type': decoded,
      'response data.pagination.total': 'pages are counted',
      'response data.pagination.page': known,
      'response data.pagination.limit': known,
    },
    'GET /api/v1/task/:taskId': {
      'response data.type': known,
      'response data.scene': known,
      'response data.created_at': 'it is known when it was sent',
      'response data.output.images[].type': decoded,
    },
  },
  conceptviz: {
    'POST /api/v1/generate': {
      'response status pending': looked,
      'response quality': known,
      'response aspect_ratio': known,
      'response credits_remaining': 'others may use the account too',
    },
    'POST /api/v1/edit': {
      'response status pending': looked,
      'response quality': known,
      'response aspect_ratio': known,
      'response credits_remaining': 'others may use the account too',
    },
    'GET /api/v1/task/{taskId}': {
      'poll interval 3 to 5 seconds': 'when to look is learnt from how long tasks take',
    },
  },
  flokan: {
    'POST /api/v1/image-editor/upload-url': {
      'response 201': 'the place that it names is enough',
      'response success': 'the place that it names is enough',
      'response data.public_url': 'the id is enough',
      'response data.expires_in': 'the file is put there at once',
    },
    'POST /api/v1/image-editor/process': {
      'response success': proof,
      'response data.provider_used': known,
      'response data.processing_ms': 'figmill takes the time itself',
      'response data.created_at': 'it is known when it was sent',
      'response data.completed_at': 'figmill takes the time itself',
    },
    'POST /api/v1/image-editor/estimate-credits': {
      'response success': 'the number is there or is not',
      'response data.model_tier': known,
      'response data.provider': known,
      'response data.can_proceed': 'budgets are kept here, and `402` says it too',
    },
    'GET /api/v1/image-editor/jobs': {
      'query status': unfiltered,
      'query status pending': unfiltered,
      'query status processing': unfiltered,
      'query status completed': unfiltered,
      'query status failed': unfiltered,
    },
    'GET /api/v1/image-editor/jobs/:jobId': {
      'response data.processing_ms': 'figmill takes the time itself',
      'response data.style_id': known,
      'response data.image_id': known,
    },
  },
}
